import type { ConnectorKind } from './kind.ts';

/** Which connectors can firebreak.yaml name? One line each; parse with `settings` before `create`. */
export const connectorKinds: Readonly<Record<string, ConnectorKind<unknown>>> = {};
