import { escapeIdentifier } from 'pg';
import type { Operation } from '../../connectors/connector.ts';
import type { Holding } from '../../domain/holding.ts';
import type { Result } from '../../domain/proof.ts';
import { freshDatabase } from '../support/database.ts';
import { type Act, type ContractFixture, contractCases, runConnectorContract } from './connector-contract.ts';
import { openPostgresFixture, type PostgresFixture } from './postgres-fixture.ts';

const tried = ['a repeated call is harmless', 'a target that is gone already is no failure'];

runConnectorContract({
  name: 'postgres',
  operations: ['accept', 'fence', 'unfence', 'retire', 'connections.brake', 'connections.end'],
  make: async (): Promise<ContractFixture> => {
    const fixture = await openPostgresFixture(await freshDatabase());
    await fixture.openAs(fixture.pairs.old);
    const held = await fixture.find();
    return {
      connector: fixture.connector,
      canaries: ['canary'],
      act: async (operation) => {
        if (operation === 'unfence') await fixture.connector.fence?.(fixture.pairs.old.keyId);
        return actOn(fixture, held, operation);
      },
      close: fixture.close,
    };
  },
  skip: [
    ...contractCases
      .filter((title) => !tried.includes(title))
      .map((title) => ({
        case: title,
        reason: 'spoils HTTP; a lost answer, a refusal and a server that is not there are in postgres.rotate.test.ts',
      })),
    {
      case: 'a target that is gone already is no failure',
      operation: 'accept',
      reason: 'accept makes something; without the old role it makes the same, only with no limits to copy',
    },
    {
      case: 'a target that is gone already is no failure',
      operation: 'unfence',
      reason: 'a role that is gone cannot be let in again, and saying so is a refusal',
    },
  ],
});

async function one(call: Promise<Result> | undefined): Promise<readonly Result[]> {
  const result = await call;
  return result === undefined ? [] : [result];
}

function actOn(fixture: PostgresFixture, held: readonly Holding[], operation: Operation): Act {
  const { connector, pairs } = fixture;
  const { keyId } = pairs.old;
  const next = { keyId: pairs.next.keyId, ref: 'next' };
  const probed = async (ref: string, state: string) => (await connector.probe?.(ref))?.state === state;
  const acts: Partial<Record<Operation, Pick<Act, 'run' | 'isProven'>>> = {
    accept: { run: () => one(connector.accept?.(next, { keyId })), isProven: () => probed('next', 'accepted') },
    fence: { run: () => one(connector.fence?.(keyId)), isProven: () => probed('old', 'refused') },
    unfence: { run: () => one(connector.unfence?.(keyId)), isProven: () => probed('old', 'accepted') },
    retire: { run: () => one(connector.retire?.(keyId)), isProven: () => probed('old', 'refused') },
    'connections.brake': {
      run: async () => (await connector.connections?.brake?.(held)) ?? [],
      isProven: async () => !(await isMember(fixture)),
    },
    'connections.end': {
      run: async () => (await connector.connections?.end?.(held)) ?? [],
      isProven: async () => (await connector.connections?.confirm?.(held))?.[0]?.state === 'ended',
    },
  };
  const act = acts[operation];
  if (act === undefined) throw new Error(`the postgres contract does not try ${operation}`);
  return {
    ...act,
    vanish: () => dropOld(fixture),
    isUnchanged: () => isMember(fixture),
    calls: () => false,
  };
}

async function isMember({ owner, group, pairs }: PostgresFixture): Promise<boolean> {
  const text = `SELECT FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles r ON r.oid = m.member
    WHERE g.rolname = $1 AND r.rolname = $2`;
  return (await owner.query(text, [group, pairs.old.keyId])).rowCount !== 0;
}

async function dropOld({ owner, pairs }: PostgresFixture): Promise<void> {
  const text = 'SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = $1';
  await owner.query(text, [pairs.old.keyId]);
  await owner.query(`DROP ROLE ${escapeIdentifier(pairs.old.keyId)}`);
}
