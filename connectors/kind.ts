import type { ZodType } from 'zod';
import type { Connector, ConnectorContext } from './connector.ts';

/** What must a folder under connectors/ export to be nameable in firebreak.yaml? */
export interface ConnectorKind<S> {
  /** Authority over the settings of a place that names this connector. Every secret in it is a sealed-store name. */
  readonly settings: ZodType<S>;
  create(settings: S, context: ConnectorContext): Connector;
}
