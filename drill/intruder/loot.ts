/** Which tokens has the intruder got? It keeps every one, and tries old ones again: one forgotten token is enough. */

export interface Loot {
  add(accessToken: string): void;
  /** The newest, the oldest and one in between, which changes with every call. */
  some(): readonly string[];
}

export function createLoot(): Loot {
  const tokens: string[] = [];
  let turn = 0;
  return {
    add: (accessToken) => void tokens.push(accessToken),
    some() {
      if (tokens.length === 0) return [];
      const picked = [tokens[tokens.length - 1], tokens[0], tokens[turn++ % tokens.length]];
      return [...new Set(picked.filter((token) => token !== undefined))];
    },
  };
}
