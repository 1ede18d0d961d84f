/** How is one ledger entry said in one sentence? Names inside may be attacker-written: every sink escapes. */
import type { Evidence, EvidenceBodies, EvidenceKind, ResultItem } from './evidence.ts';

type Sentences = { readonly [K in EvidenceKind]: (body: EvidenceBodies[K]) => string };

const sentences: Sentences = {
  'alert.received': (b) =>
    `${b.source} reported ${b.rule} at ${b.location}${b.joined ? ' (joined this incident)' : ''}`,
  'incident.opened': (b) =>
    `Incident ${b.codename} opened for credential ${b.credential} (key id ${b.keyId}, ${b.environment}); ` +
    `accepted at ${count(b.surfaces.length + 1, 'place')}, leak window since ${b.window.openedAt} (${b.window.source})`,
  'holding.found': (b) =>
    `Found ${count(b.items.length, 'holding')} for ${b.verb}: ${some(b.items.map((i) => i.name))}`,
  'step.entered': (b) => `Entered ${b.verb}`,
  'step.finished': (b) => `Left ${b.verb}: ${b.state}`,
  'credential.fenced': (b) => `Fenced key id ${b.keyId} at ${b.place}: ${outcome(b.result)}`,
  'credential.minted': (b) => `Minted key id ${b.keyId} at ${b.place} to replace ${b.oldKeyId} (tag ${b.tag})`,
  'credential.unminted': (b) => `No replacement for key id ${b.oldKeyId} at ${b.place}: ${b.reason}`,
  'credential.accepted': (b) => `Taught ${b.place} key id ${b.keyId}: ${outcome(b.result)}`,
  'credential.handed': (b) => `Handed key id ${b.keyId} to ${b.dependent}, sealed, at ${b.path}`,
  'dependent.verified': (b) => `${b.place} saw ${b.dependent} on key id ${b.keyId}: ${b.proof.how}`,
  'dependent.failed': (b) =>
    `${b.place} saw ${b.dependent} on key id ${b.seenKeyId || 'none'}, not on ${b.expectedKeyId}: ${b.reason}`,
  'credential.retired': (b) => `Retired key id ${b.keyId} at ${b.place}: ${outcome(b.result)}`,
  'credential.refused': (b) => `Tried key id ${b.keyId} at ${b.place} as an attacker would: refused (${b.proof.how})`,
  'credential.promoted': (b) => `Key id ${b.keyId} is now the current value of ${b.credential} (sealed as ${b.secret})`,
  'session.barred': (b) => `Barred new sessions of ${some(b.agents)} at ${b.place}: ${outcome(b.result)}`,
  'holding.braked': (b) => `Braked for ${b.verb}: ${tally(b.items)}`,
  'holding.ended': (b) => `Ended for ${b.verb}: ${tally(b.items)}`,
  'holding.proven': (b) => `Proven closed for ${b.verb}: ${b.items.length} (${some(b.items.map((i) => i.proof.how))})`,
  'dependent.reconnected': (b) => `${b.dependent} shook hands again at ${b.place} on key id ${b.keyId}`,
  'actions.pulled': (b) => `Pulled ${count(b.items.length, 'action')} from ${b.place} since ${b.from}`,
  'log.unreadable': (b) => `Could not read the log ${b.place}: ${b.reason}`,
  'place.unanswered': (b) => `${b.place} did not say what it holds for ${b.verb}: ${b.reason}`,
  'hop.found': (b) =>
    `Found ${count(b.items.length, 'hop')}: ${some(b.items.map((i) => `${i.fromAgent} to ${i.toAgent}`))}`,
  'sweep.capped': (b) =>
    `The sweep reached its ${b.cap} cap of ${b.limit}; ${count(b.dropped, 'handoff')} not followed`,
  'child.opened': (b) => `Opened child incident ${b.incidentId} for credential ${b.credential} of ${b.agent}`,
  'checkpoint.opened': (b) =>
    `Asked: ${b.question.act} (digest ${b.digest}, ${count(b.quorum, 'person', 'people')} needed)`,
  'checkpoint.superseded': (b) =>
    `The plan moved (${b.added.length} added, ${b.removed.length} removed): ${b.id} is void, ${b.by} asks instead`,
  'checkpoint.decided': (b) =>
    `${b.who} said ${b.answer} to ${b.verb} (${b.surface}, digest ${b.digest})${b.reason ? `: ${b.reason}` : ''}`,
  'checkpoint.refused': (b) => `A release of ${b.verb} was refused and nothing was done: ${b.reason}`,
  'checkpoint.expired': (b) => `Nobody answered for ${b.verb} in time; its brakes stay on`,
  'step.released': (b) => `People were waited for ${(b.waitedMs / 1000).toFixed(1)} s in ${b.verb}`,
  'residual.named': (b) =>
    `Could not be proven closed: ${some(b.items.map((i) => `${i.name} (${i.why}${i.diesAt ? `; dies ${i.diesAt}` : ''})`))}`,
  'incident.closed': (b) => `Closed: ${b.verdict}${b.containedAt ? `, contained at ${b.containedAt}` : ''}`,
};

export function sentenceOf(entry: Evidence): string {
  const say = sentences[entry.kind] as (body: Evidence['body']) => string;
  return say(entry.body);
}

function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** The first three different ones, and how many more. */
function some(names: readonly string[]): string {
  const different = [...new Set(names)];
  const more = different.length - 3;
  return different.slice(0, 3).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function outcome(result: ResultItem): string {
  return result.reason ? `${result.outcome} (${result.reason})` : result.outcome;
}

function tally(items: readonly ResultItem[]): string {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item.outcome, (counts.get(item.outcome) ?? 0) + 1);
  const reasons = some(items.flatMap((item) => (item.reason ? [item.reason] : [])));
  const totals = [...counts].map(([name, n]) => `${n} ${name}`).join(', ');
  return reasons ? `${totals} (${reasons})` : totals;
}
