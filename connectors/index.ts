import { actionlog } from './actionlog/actionlog-connector.ts';
import type { ConnectorKind } from './kind.ts';
import { oauth } from './oauth/oauth-connector.ts';
import { signedurl } from './signedurl/signedurl-connector.ts';

/** Which connectors can firebreak.yaml name? One line each; parse with `settings` before `create`. */
export const connectorKinds: Readonly<Record<string, ConnectorKind<unknown>>> = {
  oauth,
  actionlog,
  signedurl,
};
