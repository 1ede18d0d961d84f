/** Files a user of the command line would have. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { gitleaksFinding, report } from '../triggers/gitleaks.ts';

export const leaked = 'fbk_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG';

export const inventoryText = `version: 1
environments: [production]
responders:
  - { id: ana, name: Ana Lima, environments: [production] }
  - { id: bo, name: Bo Ek, environments: [production] }
issuers:
  main: { connector: signedurl, url: "http://127.0.0.1:4005" }
credentials:
  billing: { environment: production, issuer: main, surfaces: [], secret: drill/billing }
agents:
  billing:
    owner: ana
    credential: billing
    sessions: { connector: process, runDir: run }
    actions: { connector: actionlog, path: actions.jsonl }
`;

/** A folder with firebreak.yaml and leak.json, gone after the test. */
export function userFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'firebreak-user-'));
  writeFileSync(join(dir, 'firebreak.yaml'), inventoryText);
  writeFileSync(join(dir, 'leak.json'), report(gitleaksFinding(leaked)));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
