import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { armor, Encrypter } from 'age-encryption';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ConfigFile } from '../../config-schema.ts';
import { createLoginRole } from '../../drill/database/database-roles.ts';
import type { Pair } from '../../drill/doors/pair.ts';
import { registerClient } from '../../drill/issuer/registration.ts';
import { judge } from '../../drill/judge.ts';
import { eventually, type Practice, practice } from './fleet-fixture.ts';

describe('dependents that are handed another credential', { timeout: 60_000 }, () => {
  let drill: Practice;
  beforeAll(async () => {
    drill = await practice({ sessions: 1, hops: 0, tokens: 1 });
  }, 120_000);
  afterAll(() => drill.end());

  const handOver = async (pair: Pair): Promise<void> => {
    const { dependents } = parse(readFileSync(drill.fleet.configYaml, 'utf8')) as ConfigFile;
    for (const { handover } of Object.values(dependents)) {
      const encrypter = new Encrypter();
      encrypter.addRecipient(handover.recipient);
      const temporary = join(dirname(handover.path), 'next.tmp');
      writeFileSync(temporary, armor.encode(await encrypter.encrypt(JSON.stringify(pair))), { mode: 0o600 });
      renameSync(temporary, handover.path);
    }
  };
  const openedWith = (keyId: string): Promise<unknown> =>
    eventually(
      () => Object.values(drill.fleet.dependentStats().current),
      (keys) => keys.every((key) => key === keyId),
    );

  it('stay on the old one while the new one is not accepted, then move without failing a request on it', async () => {
    const { issuer, databasePort } = drill.fleet.addresses;
    const next = await registerClient(issuer, drill.secret('drill/initial-access-token'), 'billing');
    await createLoginRole(databasePort, drill.pair('drill/database-admin'), next);
    await handOver({ keyId: 'key_00000000000000000000', secret: 'not a credential' });
    await eventually(
      () => drill.fleet.dependentStats().perKeyId['key_00000000000000000000']?.failures ?? 0,
      (failures) => failures > 3,
    );
    expect(new Set(Object.values(drill.fleet.dependentStats().current))).toEqual(new Set([drill.fleet.leakedKeyId]));
    await handOver({ keyId: next.keyId, secret: next.secret });
    await openedWith(next.keyId);
    const counts = await eventually(
      () => drill.fleet.dependentStats().perKeyId,
      (perKeyId) => (perKeyId[next.keyId]?.requests ?? 0) > 20,
    );
    expect(counts[next.keyId]?.failures).toBe(0);
    expect(counts[drill.fleet.leakedKeyId]?.failures).toBe(0);
    expect(await databaseUsers()).toEqual([next.keyId]);
  });

  it('are judged with the intruder: what still works after the time given is counted', async () => {
    const judgement = await judge(drill.fleet, new Date().toISOString());
    expect(judgement.intruder.successesAfterContained).toBeGreaterThan(0);
    expect(judgement.stillOpen).toContain('ledger-db/login');
    expect(judgement.dependents.requests).toBeGreaterThan(20);
  });

  const databaseUsers = async (): Promise<unknown[]> => {
    const { keyId: user, secret: password } = drill.pair('drill/database-admin');
    const { databasePort: port } = drill.fleet.addresses;
    const client = new Client({ host: '127.0.0.1', port, user, password, database: 'ledger' });
    await client.connect();
    const { rows } = await client.query<{ usename: string }>(
      "SELECT usename FROM pg_stat_activity WHERE application_name = 'invoicer'",
    );
    await client.end();
    return rows.map((row) => row.usename);
  };
});
