import { z } from 'zod';
import type { Kinds } from '../../config-places.ts';

/** Connectors of these tests: small settings of every sort, so that the tests do not move with the real ones. */
export const kinds: Kinds = {
  oauth: { settings: z.strictObject({ url: z.url(), issuanceLog: z.string().optional() }) },
  postgres: { settings: z.strictObject({ host: z.string(), port: z.int().min(1).max(65_535), admin: z.string() }) },
  process: { settings: z.strictObject({ runDir: z.string(), barFile: z.string().optional() }) },
  actionlog: { settings: z.strictObject({ path: z.string() }) },
};

export const inventoryText = `version: 1
environments: [production, staging]
responders:
  - { id: ana, name: Ana Lima, environments: [production, staging] }
  - { id: bo, name: Bo Ek, environments: [staging] }
issuers:
  main: { connector: oauth, url: "http://127.0.0.1:4001", issuanceLog: logs/issued.jsonl }
surfaces:
  ledger-db: { connector: postgres, host: 127.0.0.1, port: 4002, admin: drill/db-admin }
credentials:
  billing: { environment: production, issuer: main, surfaces: [ledger-db], secret: drill/billing }
  research: { environment: staging, issuer: main, surfaces: [], secret: drill/research }
agents:
  billing:
    owner: ana
    credential: billing
    sessions: { connector: process, runDir: run, barFile: /var/bar.json }
    actions: { connector: actionlog, path: logs/billing.jsonl }
  research: { owner: bo, credential: research }
dependents:
  invoicer:
    owner: ana
    credential: billing
    surfaces: [ledger-db, issuer/main]
    handover: { path: handover/invoicer.age, recipient: age1${'q'.repeat(58)} }
`;
