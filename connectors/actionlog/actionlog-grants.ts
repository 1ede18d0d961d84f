import type { Holding, HoldingQuery } from '../../domain/holding.ts';
import { bounded } from '../bounded.ts';
import { originFrom } from '../origin.ts';
import type { GrantKeeper } from '../sealed-grant.ts';
import { type Entry, isSince } from './actionlog-client.ts';

type Grant = NonNullable<Entry['grant']>;
type GrantEntry = Entry & { readonly grant: Grant };

const names = { access_token: 'access token', refresh_token: 'refresh token', signed_url: 'signed URL' } as const;

/** Which tokens and signed URLs does the log say were minted? Who can end them is known by their issuer's URL alone. */
export async function findGrants(
  entries: readonly Entry[],
  query: HoldingQuery,
  keep: GrantKeeper,
  concurrency: number,
): Promise<readonly Holding[]> {
  const wanted = entries.filter(isGrant).filter((entry) => isWanted(entry, query));
  return bounded(withIds(wanted), concurrency, ({ id, entry }) => holdingFrom(id, entry, keep));
}

function isGrant(entry: Entry): entry is GrantEntry {
  return entry.grant !== undefined && (entry.kind === 'token.minted' || entry.kind === 'url.signed');
}

function isWanted({ keyId, agent, grant, writtenAt }: GrantEntry, query: HoldingQuery): boolean {
  const isOurs = query.keyIds.includes(keyId) || query.agents.includes(agent) || query.agents.includes(grant.for ?? '');
  return isOurs && isSince(writtenAt, query.since);
}

/** A second line that claims a known id with another value is a grant of its own, not a correction. */
function withIds(entries: readonly GrantEntry[]): readonly { id: string; entry: GrantEntry }[] {
  const sealedById = new Map<string, string | undefined>();
  const found = new Map<string, GrantEntry>();
  for (const entry of entries) {
    const id = `${placeOf(entry.grant)}#${entry.grant.id}`;
    if (!sealedById.has(id)) sealedById.set(id, entry.grant.sealed);
    const isFirst = sealedById.get(id) === entry.grant.sealed;
    found.set(isFirst ? id : `${id}~${entry.lineId}`, entry);
  }
  return [...found].map(([id, entry]) => ({ id, entry }));
}

/** The engine knows which place of the inventory has this origin. */
function placeOf({ issuer }: Grant): string {
  return `origin:${originFrom(issuer) ?? issuer}`;
}

async function holdingFrom(id: string, { grant, ...entry }: GrantEntry, keep: GrantKeeper): Promise<Holding> {
  const place = placeOf(grant);
  const secretRef = await keep(id, grant.sealed);
  return {
    id,
    kind: 'grant',
    place,
    name: `${names[grant.kind]} ${grant.id} for ${grant.for ?? entry.agent}`,
    keyId: entry.keyId,
    agent: grant.for ?? entry.agent,
    openedAt: entry.at,
    locator: { kind: grant.kind },
    ...(grant.expiresAt === undefined ? {} : { diesAt: grant.expiresAt }),
    ...(secretRef === undefined ? {} : { secretRef }),
    ...(grant.parent === undefined ? {} : { parent: `${place}#${grant.parent}` }),
  };
}
