import type { Inventory } from '../../domain/inventory.ts';
import type { Runbook } from '../../domain/runbook.ts';
import type { DecideDeps } from '../../triggers/decide.ts';
import type { IntakeDeps } from '../../triggers/start-response.ts';

/** What the HTTP routes need; built once by the gateway. */
export interface ApiDeps extends DecideDeps, IntakeDeps {
  /** Compared in constant time with the bearer token of each request. */
  readonly apiToken: string;
  readonly readInventory: (yaml: string | undefined, fileName: string) => Promise<Inventory>;
  readonly readRunbook: (yaml: string | undefined, fileName: string) => Promise<Runbook>;
  readonly temporalUp: () => Promise<boolean>;
  readonly onError: (error: unknown) => void;
}
