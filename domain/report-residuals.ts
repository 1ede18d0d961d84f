import type { Evidence, Residual } from './evidence.ts';
import { evidenceOf } from './evidence-of.ts';
import type { Door } from './report.ts';

/** What could not be proven closed, as last said, without what was proven closed afterwards. What never dies by itself first. */
export function residualsFrom(evidence: readonly Evidence[], doors: readonly Door[]): readonly Residual[] {
  const closed = new Set(doors.filter((door) => door.state === 'closed').map((door) => door.id));
  const named = evidenceOf(evidence, 'residual.named').flatMap((entry) => entry.body.items);
  const last = new Map(named.map((item) => [item.what, item]));
  return [...last.values()].filter((item) => !closed.has(item.what)).sort((a, b) => compareDeath(a, b));
}

/** Without a death it needs a person, so it leads; then soonest first. */
function compareDeath(a: Residual, b: Residual): number {
  const [left, right] = [a.diesAt ?? '', b.diesAt ?? ''];
  return left < right ? -1 : left > right ? 1 : 0;
}
