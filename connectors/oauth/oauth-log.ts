import type { Action, ActionPage, ActionQuery } from '../../domain/action.ts';
import type { Holding, HoldingQuery } from '../../domain/holding.ts';
import { bounded } from '../bounded.ts';
import type { ConnectorContext, DependentRef, Seen } from '../connector.ts';
import { createLogFollower } from '../log-follower.ts';
import { readLogPage } from '../log-page.ts';
import { plainText } from '../plain-text.ts';
import { createGrantKeeper, type GrantKeeper } from '../sealed-grant.ts';
import { type Issuance, issuance, parsed } from './oauth-schema.ts';

interface Entry extends Issuance {
  readonly lineId: string;
}

const grantKinds = new Map([
  ['access_token', 'access token'],
  ['refresh_token', 'refresh token'],
]);

/** What did the issuer mint, for whom, and when? From its own log; an issuer has no call for it. */
export function createIssuanceLog(path: string, context: ConnectorContext) {
  const keep = createGrantKeeper(context);
  const entries = createLogFollower<Entry>(path, (text, lineId) => {
    const line = parsed(issuance, text);
    return line && { ...line, lineId };
  });
  return {
    find: async (query: HoldingQuery): Promise<readonly Holding[]> => {
      const minted = (await entries()).filter((entry) => grantKinds.has(entry.kind));
      const refreshTokens = new Map(
        minted.flatMap((entry) =>
          entry.kind === 'refresh_token' && entry.grantId ? [[entry.grantId, idOf(entry)]] : [],
        ),
      );
      const wanted = minted.filter((entry) => query.keyIds.includes(entry.keyId) && isSince(entry, query.since));
      const once = firstOfEach(wanted);
      return bounded(once, context.concurrency, (entry) => holdingFrom(entry, refreshTokens, context.place, keep));
    },
    seen: async (dependent: DependentRef, keyId: string, since: string): Promise<Seen> => {
      const own = (await entries()).filter((entry) => entry.client?.split('/')[0] === dependent.id);
      const minted = own.filter((entry) => grantKinds.has(entry.kind) && isSince(entry, since));
      const hit = minted.find((entry) => entry.keyId === keyId);
      if (hit) return { state: 'seen', keyId, proof: proofOf(hit) };
      return { state: 'not-seen', keyId: minted.at(-1)?.keyId ?? '', reason: reasonFor(own.length > 0) };
    },
    pullActions: (query: ActionQuery): Promise<ActionPage> =>
      readLogPage({ path, place: context.place }, query.mark, query.limit, (text, id) => {
        const line = parsed(issuance, text);
        if (line === null) return 'unreadable';
        return query.keyIds.includes(line.keyId) && isSince(line, query.since)
          ? actionFrom(line, id, context.place)
          : 'skip';
      }),
  };
}

function idOf(entry: Entry): string {
  return entry.id ?? entry.lineId;
}

function isSince({ at }: Issuance, since: string): boolean {
  return Date.parse(at) >= Date.parse(since);
}

function firstOfEach(entries: readonly Entry[]): readonly Entry[] {
  const once = new Map<string, Entry>();
  for (const entry of entries) if (!once.has(idOf(entry))) once.set(idOf(entry), entry);
  return [...once.values()];
}

async function holdingFrom(
  entry: Entry,
  refreshTokens: ReadonlyMap<string, string>,
  place: string,
  keep: GrantKeeper,
): Promise<Holding> {
  const id = `${place}#${idOf(entry)}`;
  const parent = entry.kind === 'access_token' ? refreshTokens.get(entry.grantId ?? '') : undefined;
  const secretRef = await keep(id, entry.sealed);
  return {
    id,
    kind: 'grant',
    place,
    name: `${grantKinds.get(entry.kind)} ${plainText(idOf(entry), 60)} of ${plainText(entry.keyId, 80)}`,
    keyId: entry.keyId,
    openedAt: new Date(entry.at).toISOString(),
    locator: { kind: entry.kind },
    ...(entry.expiresAt === undefined ? {} : { diesAt: new Date(entry.expiresAt).toISOString() }),
    ...(secretRef === undefined ? {} : { secretRef }),
    ...(parent === undefined ? {} : { parent: `${place}#${parent}` }),
  };
}

function proofOf(entry: Entry): { level: 'read-back'; at: string; how: string } {
  const at = new Date(entry.at).toISOString();
  return { level: 'read-back', at, how: 'the issuer logged a token for it under the new key id' };
}

function reasonFor(isKnown: boolean): string {
  return isKnown
    ? 'the issuer logged no token for it under the new key id'
    : 'the issuer logged nothing under its name; its log tells dependents apart by the field client';
}

function actionFrom(line: Issuance, id: string, place: string): Action {
  const minted = grantKinds.has(line.kind);
  return {
    id,
    at: new Date(line.at).toISOString(),
    place,
    agent: '',
    session: '',
    keyId: line.keyId,
    kind: minted ? 'token.minted' : line.kind === 'refused' ? 'token.refused' : plainText(line.kind, 60),
    effect: line.kind === 'refused' ? 'read' : 'reversible',
    target: plainText(`${grantKinds.get(line.kind) ?? line.kind} ${line.id ?? ''}`, 200),
  };
}
