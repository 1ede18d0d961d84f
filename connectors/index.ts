import { actionlog } from './actionlog/actionlog-connector.ts';
import type { ConnectorKind } from './kind.ts';
import { mcp } from './mcp/mcp-connector.ts';
import { oauth } from './oauth/oauth-connector.ts';
import { postgres } from './postgres/postgres-connector.ts';
import { processKind } from './process/process-connector.ts';
import { signedurl } from './signedurl/signedurl-connector.ts';

/** Which connectors can firebreak.yaml name? One line each; parse with `settings` before `create`. */
export const connectorKinds: Readonly<Record<string, ConnectorKind<unknown>>> = {
  oauth,
  postgres,
  mcp,
  process: processKind,
  actionlog,
  signedurl,
};
