/** What can the leaked pair do at the issuer? Mint, mint for others, refresh what it minted, ask about its tokens. */
import { issuerDoor } from '../doors/issuer-door.ts';
import type { Pair } from '../doors/pair.ts';
import type { Target } from './attempt.ts';
import type { Loot } from './loot.ts';

export function atIssuer(issuer: string, pair: Pair, loot: Loot): Target {
  const door = issuerDoor(issuer, pair);
  let refreshToken: string | undefined;
  const mint = async (): Promise<boolean> => {
    loot.add((await door.clientCredentials()).access_token);
    return true;
  };
  const introspect = async (): Promise<boolean> => (await door.introspect(loot.some()[0] ?? 'none')).active;
  const exchange = async (): Promise<boolean> => {
    const reply = await door.exchange(loot.some()[0] ?? '', 'nobody');
    refreshToken = reply.refresh_token;
    loot.add(reply.access_token);
    return true;
  };
  /** The foothold it keeps: one refresh token, for as long as it lives. */
  const refresh = async (): Promise<boolean> => {
    if (refreshToken === undefined) return exchange();
    loot.add((await door.refresh(refreshToken)).access_token);
    return true;
  };
  return {
    surface: 'issuer',
    ways: [
      { how: 'client-credentials', attempt: mint },
      { how: 'introspection', attempt: introspect },
      { how: 'refresh', attempt: refresh },
      { how: 'introspection', attempt: introspect },
    ],
  };
}
