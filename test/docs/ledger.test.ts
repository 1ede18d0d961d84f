/** The script of docs/ledger.md, run by a stranger's Node on what the gateway exports from a real database. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../../console/api/app.ts';
import type { ApiDeps } from '../../console/api/deps.ts';
import type { NewEvidence } from '../../domain/evidence.ts';
import type { Database } from '../../store/database.ts';
import { append } from '../../store/ledger.ts';
import { containedLedger, hostileLedger } from '../support/ledgers.ts';
import { blocks } from '../support/pages.ts';
import { freshStore, openIncident } from '../support/store.ts';

const hostile = '\u0000 \ud800 \u2028 </script> "\\ __proto__ é 𝕏 \u001b[2J';

let folder: string;
let db: Database;
let lines: readonly string[];
let head: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-ledger-'));
  writeFileSync(join(folder, 'verify-ledger.mjs'), blocks('docs/ledger.md', 'js verify-ledger.mjs')[0] ?? '');
  db = await freshStore();
  const id = await openIncident(db);
  const entries = [...containedLedger(), ...hostileLedger(hostile)].map(
    ({ kind, happenedAt, body }) => ({ kind, happenedAt, body }) as NewEvidence,
  );
  await db.transaction((tx) => append(tx, id, entries));
  const asked = (path: string) => createApp(deps()).request(path, { headers: { authorization: 'Bearer token' } });
  lines = (await (await asked(`/v1/incidents/${id}/ledger`)).text()).trimEnd().split('\n');
  ({ head } = (await (await asked(`/v1/incidents/${id}/verify`)).json()) as { head: string });
});

afterAll(async () => {
  await db.close();
  rmSync(folder, { recursive: true });
});

/** Of what the gateway needs, reading a ledger takes the database and the token. */
function deps(): ApiDeps {
  return { db, apiToken: 'token', onError: (error: unknown) => expect(error).toBeUndefined() } as unknown as ApiDeps;
}

async function verify(rows: readonly string[], ...words: readonly string[]) {
  const file = join(folder, 'ledger.ndjson');
  writeFileSync(file, rows.map((row) => `${row}\n`).join(''));
  const ran = promisify(execFile)(process.execPath, [join(folder, 'verify-ledger.mjs'), file, ...words], { env: {} });
  return ran.then(
    ({ stdout }) => ({ exit: 0, said: stdout }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ exit: code, said: stderr }),
  );
}

test('is about thirty lines and imports nothing but Node', () => {
  const script = blocks('docs/ledger.md', 'js verify-ledger.mjs')[0] ?? '';
  expect(script.split('\n').length).toBeLessThanOrEqual(32);
  expect([...script.matchAll(/from '([^']+)'/g)].every((name) => name[1]?.startsWith('node:'))).toBe(true);
});

test('finds the export whole and arrives at the same head as firebreak verify', async () => {
  expect(lines.length).toBeGreaterThan(50);
  expect(await verify(lines, head)).toEqual({ exit: 0, said: `whole: ${lines.length} entries, head ${head}\n` });
});

test.each([
  ['a changed row', (rows: readonly string[]) => rows.with(8, rows[8]?.replace('"body":{', '"body":{"x":1,') ?? ''), 9],
  ['a removed row', (rows: readonly string[]) => rows.toSpliced(3, 1), 4],
  ['two rows swapped', (rows: readonly string[]) => rows.with(4, rows[5] ?? '').with(5, rows[4] ?? ''), 5],
  ['a row repeated', (rows: readonly string[]) => rows.toSpliced(6, 0, rows[6] ?? ''), 8],
])('names %s', async (_, change, seq) => {
  expect(await verify(change(lines))).toMatchObject({ exit: 1, said: expect.stringContaining(`at row ${seq}:`) });
});

test('sees a cut tail by the head alone', async () => {
  const cut = lines.slice(0, -2);
  expect((await verify(cut)).exit).toBe(0);
  expect(await verify(cut, head)).toMatchObject({ exit: 1, said: expect.stringContaining('cut off') });
});
