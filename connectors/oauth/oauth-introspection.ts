import type { Holding } from '../../domain/holding.ts';
import type { Proof, Standing } from '../../domain/proof.ts';
import type { Secrets } from '../connector.ts';
import type { ClientAuth, OauthClient } from './oauth-client.ts';
import { introspection, parsed } from './oauth-schema.ts';
import { hintFor, isSelfContained, noValue, tokenOf } from './oauth-token.ts';

/**
 * What does introspection (RFC 7662) say of a token? An issuer also answers "inactive" to who may not ask (§2.2), so
 * it counts as a read-back only once it was seen to say "active" of a token of the same client.
 */
export function createIntrospection(client: OauthClient, secrets: Secrets) {
  const seenActive = new Set<string>();
  const introspect = async (admin: ClientAuth, holding: Holding, token: string | null): Promise<Standing> => {
    const { id, keyId } = holding;
    if (token === null) return unknowable(holding, noValue);
    if (isSelfContained(token)) return unknowable(holding, selfContained);
    const { introspection_endpoint: endpoint } = await client.metadata();
    if (endpoint === undefined)
      return unknowable(holding, 'the issuer offers no introspection, so nobody can be asked');
    const exchange = await client.post(endpoint, { token, ...hintFor(holding) }, admin);
    if (exchange.state !== 'answered') {
      return { id, state: 'still-open', reason: 'the issuer did not answer; not proven' };
    }
    const active = exchange.status === 200 ? parsed(introspection, exchange.text)?.active : undefined;
    if (active === undefined) {
      return {
        id,
        state: 'still-open',
        reason: `introspection answered ${exchange.status} without a verdict; not proven`,
      };
    }
    if (active) seenActive.add(keyId);
    return active
      ? { id, state: 'still-open', reason: 'introspection says active' }
      : { id, state: 'ended', proof: proofOf(seenActive.has(keyId)) };
  };
  return {
    introspect,
    /** Looks at some tokens of each client before they are revoked, to know what "inactive" is worth afterwards. */
    calibrate: async (admin: ClientAuth, holdings: readonly Holding[]): Promise<void> => {
      const unseen = holdings.filter(({ keyId, secretRef }) => secretRef !== undefined && !seenActive.has(keyId));
      const asking = samplesOf(unseen).map(async (each) => introspect(admin, each, await tokenOf(secrets, each)));
      await Promise.all(asking);
    },
  };
}

/** Tokens asked about per client. More than one, because the first may be dead already. */
const samples = 8;

/** A client's own tokens first: those it holds for others may die with the client, before they are revoked. */
function samplesOf(holdings: readonly Holding[]): readonly Holding[] {
  const perClient = new Map<string, Holding[]>();
  const ownFirst = holdings.toSorted((a, b) => Number(a.parent !== undefined) - Number(b.parent !== undefined));
  for (const holding of ownFirst)
    perClient.set(holding.keyId, [...(perClient.get(holding.keyId) ?? []), holding].slice(0, samples));
  return [...perClient.values()].flat();
}

const selfContained = 'self-contained: whoever checks only its signature takes it until it expires';

function unknowable({ id, diesAt }: Holding, reason: string): Standing {
  return { id, state: 'unknowable', reason, ...(diesAt === undefined ? {} : { diesAt }) };
}

function proofOf(trusted: boolean): Proof {
  const at = new Date().toISOString();
  if (trusted) return { level: 'read-back', at, how: 'introspection says inactive' };
  const how = 'introspection says inactive, but was not seen to say active of any token of this client';
  return { level: 'accepted', at, how };
}
