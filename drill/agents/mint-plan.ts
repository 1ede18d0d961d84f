/** Which tokens does the leaked agent mint, in which of its sessions, and for whom? */

type MintKind = 'client-credentials' | 'exchange' | 'signed-url';

export interface Mint {
  readonly kind: MintKind;
  /** Session number of the leaked agent, from 1. */
  readonly session: number;
  /** The agent that will use it. */
  readonly for: string;
}

/** An exchange gives two tokens: a refresh token and its access token. One round is six tokens. */
const round: readonly { kind: MintKind; by: 'self' | 'sibling'; session: number }[] = [
  { kind: 'client-credentials', by: 'self', session: 1 },
  { kind: 'exchange', by: 'sibling', session: 1 },
  { kind: 'client-credentials', by: 'sibling', session: 1 },
  { kind: 'client-credentials', by: 'self', session: 2 },
  { kind: 'signed-url', by: 'sibling', session: 3 },
];

export function mintPlan(tokens: number, sessions: number, self: string, siblings: readonly string[]): readonly Mint[] {
  const mints: Mint[] = [];
  let left = tokens;
  let sibling = 0;
  for (let n = 0; left > 0; n += 1) {
    const { kind, by, session } = nth(n);
    const fits = kind === 'exchange' && left < 2 ? 'client-credentials' : kind;
    const next = by === 'self' ? self : (siblings[sibling++ % siblings.length] ?? self);
    const shift = Math.floor(n / round.length) * 3;
    mints.push({ kind: fits, session: ((session - 1 + shift) % sessions) + 1, for: next });
    left -= fits === 'exchange' ? 2 : 1;
  }
  return mints;
}

function nth(n: number): (typeof round)[number] {
  const mint = round[n % round.length];
  return mint ?? { kind: 'client-credentials', by: 'self', session: 1 };
}
