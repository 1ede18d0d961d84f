import { describe, expect, it } from 'vitest';
import { mintPlan } from '../../drill/agents/mint-plan.ts';

const tokensOf = (plan: ReturnType<typeof mintPlan>): number =>
  plan.reduce((sum, mint) => sum + (mint.kind === 'exchange' ? 2 : 1), 0);

describe('the plan of what is minted', () => {
  it('is six tokens by default: own, delegated with its refresh token, and a signed link', () => {
    const plan = mintPlan(6, 3, 'billing', ['research', 'publisher']);
    expect(tokensOf(plan)).toBe(6);
    expect(plan.map((mint) => mint.kind)).toEqual([
      'client-credentials',
      'exchange',
      'client-credentials',
      'client-credentials',
      'signed-url',
    ]);
    expect(new Set(plan.map((mint) => mint.for))).toEqual(new Set(['billing', 'research', 'publisher']));
  });

  it.each([0, 1, 2, 3, 7, 50, 200])('has exactly the number of tokens asked for: %i', (tokens) => {
    for (const sessions of [1, 3, 10])
      expect(tokensOf(mintPlan(tokens, sessions, 'billing', ['research']))).toBe(tokens);
  });

  it('needs no sibling, and uses every session that there is', () => {
    const plan = mintPlan(100, 5, 'billing', []);
    expect(new Set(plan.map((mint) => mint.for))).toEqual(new Set(['billing']));
    expect(new Set(plan.map((mint) => mint.session))).toEqual(new Set([1, 2, 3, 4, 5]));
  });
});
