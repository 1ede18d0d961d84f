import type { Connector, Operation } from '../../connectors/connector.ts';
import { FirebreakError } from '../../domain/errors.ts';
import type { Holding } from '../../domain/holding.ts';
import type { Result } from '../../domain/proof.ts';
import { callsTo } from '../support/fault-proxy.ts';
import { type Act, type ContractFixture, runConnectorContract } from './connector-contract.ts';
import { type OauthFixture, openOauthFixture, since } from './oauth-fixture.ts';

const tag = 'firebreak/inc_5f1d2c3b4a59/1';

runConnectorContract({
  name: 'oauth',
  operations: ['mint', 'fence', 'unfence', 'retire', 'grants.end'],
  make: async (): Promise<ContractFixture> => {
    const fixture = await openOauthFixture();
    const tokens = [await fixture.issuer.token(fixture.old), await fixture.issuer.token(fixture.old)];
    const { refresh, access } = await fixture.issuer.grant(fixture.old);
    const all = [...tokens.map((token) => token ?? ''), access, refresh];
    for (const [index, token] of all.entries()) {
      const kind = token === refresh ? 'refresh_token' : 'access_token';
      await fixture.log({ id: `tok-${index}`, kind, ...(index > 1 ? { grantId: 'g-1' } : {}) }, token);
    }
    const holdings = await fixture.connector.grants?.find?.({ keyIds: [fixture.old.keyId], agents: [], since });
    return {
      connector: fixture.connector,
      proxy: fixture.issuer.proxy,
      canaries: [...all, fixture.old.secret, 'canary', 'AGE ENCRYPTED'],
      act: async (operation) => {
        if (operation === 'unfence') await fixture.connector.fence?.(fixture.old.keyId);
        return acts(fixture, holdings ?? [], all)[operation] ?? unexpected(operation);
      },
      close: fixture.close,
    };
  },
  skip: [
    {
      case: 'a target that is gone already is no failure',
      operation: 'mint',
      reason: 'mint makes something; what is gone already is the old client, covered in oauth.rotate.test.ts',
    },
  ],
});

function acts(
  { connector, issuer, old, sealed }: OauthFixture,
  holdings: readonly Holding[],
  tokens: readonly string[],
): Partial<Record<Operation, Act>> {
  // Minting reads the old client's registration, as it does in every incident before the client is retired.
  const vanish = async () => {
    await mint(connector, old.keyId);
    await issuer.removeClient(old.keyId);
  };
  const works = async () => (await issuer.token(old)) !== null;
  const one = (call: ((keyId: string) => Promise<Result>) | undefined) => async () =>
    call ? [await call(old.keyId)] : [];
  const probeIs = async (state: string) => (await connector.probe?.('billing'))?.state === state;
  return {
    mint: {
      run: () => mint(connector, old.keyId),
      vanish,
      isUnchanged: () => sealed.has('billing@next').then((has) => !has),
      isProven: () => sealed.has('billing@next'),
      calls: callsTo('/reg', 'POST'),
    },
    fence: {
      run: one(connector.fence),
      vanish,
      isUnchanged: works,
      isProven: () => probeIs('unknown'),
      calls: callsTo('/reg/', 'PUT'),
    },
    unfence: {
      run: one(connector.unfence),
      vanish,
      isUnchanged: async () => !(await works()),
      isProven: works,
      calls: callsTo('/reg/', 'PUT'),
    },
    retire: {
      run: one(connector.retire),
      vanish,
      isUnchanged: works,
      isProven: () => probeIs('refused'),
      calls: callsTo('/reg/', 'DELETE'),
    },
    'grants.end': {
      run: async () => (await connector.grants?.end?.(holdings)) ?? [],
      vanish: async () => {
        await connector.grants?.end?.(holdings);
      },
      isUnchanged: async () => (await Promise.all(tokens.map(issuer.isAlive))).every(Boolean),
      isProven: async () => {
        const standings = (await connector.grants?.confirm?.(holdings)) ?? [];
        return standings.length > 0 && standings.every(({ state }) => state === 'ended');
      },
      calls: callsTo('/token/revocation'),
    },
  };
}

async function mint({ minter }: Connector, keyId: string): Promise<readonly Result[]> {
  if (minter === undefined) throw new FirebreakError('ERR_CONFIG', 'the fixture gave no minter');
  await minter.mint({ keyId, ref: 'billing' }, tag, 'billing@next');
  return [{ id: tag, outcome: 'done' }];
}

function unexpected(operation: Operation): never {
  throw new Error(`the fixture has no act for ${operation}`);
}
