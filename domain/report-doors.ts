/** Which doors were there, and what is known of each? Ledger order decides: a later fact outweighs an earlier one. */
import type { Evidence, EvidenceBodies, HeldItem, ResultItem } from './evidence.ts';
import type { Proof } from './proof.ts';
import type { Door } from './report.ts';
import type { Verb } from './verb.ts';

type Doors = Map<string, Door>;

const acceptedOnly = 'the call was accepted, and the provider has not been asked again yet';

export function doorsFrom(evidence: readonly Evidence[]): readonly Door[] {
  const doors: Doors = new Map();
  let leaked = '';
  for (const entry of evidence) {
    if (entry.kind === 'incident.opened') leaked = entry.body.keyId;
    apply(doors, entry, leaked);
  }
  return [...doors.values()];
}

function apply(doors: Doors, { kind, body, happenedAt }: Evidence, leaked: string): void {
  switch (kind) {
    case 'incident.opened':
      for (const place of [body.issuer, ...body.surfaces]) addCredential(doors, place, body);
      break;
    case 'holding.found':
      for (const item of body.items) addHolding(doors, item, body.verb);
      break;
    case 'credential.fenced':
      if (body.keyId === leaked)
        change(doors, credentialDoor(body.place), (door) => braked(door, body.result, happenedAt));
      break;
    case 'credential.retired':
      if (body.keyId === leaked) change(doors, credentialDoor(body.place), (door) => ended(door, body.result));
      break;
    case 'credential.refused':
      if (body.keyId === leaked) change(doors, credentialDoor(body.place), (door) => proven(door, body.proof));
      break;
    case 'holding.braked':
      for (const item of body.items) change(doors, item.id, (door) => braked(door, item, happenedAt));
      break;
    case 'holding.ended':
      for (const item of body.items) change(doors, item.id, (door) => ended(door, item));
      break;
    case 'holding.proven':
      for (const item of body.items) change(doors, item.id, (door) => proven(door, item.proof));
      break;
    case 'residual.named':
      for (const item of body.items) change(doors, item.what, (door) => residual(door, item.why));
      break;
    default:
  }
}

function credentialDoor(place: string): string {
  return `credential@${place}`;
}

function addCredential(doors: Doors, place: string, opened: EvidenceBodies['incident.opened']): void {
  const id = credentialDoor(place);
  if (doors.has(id)) return;
  const name = `credential ${opened.credential} (key id ${opened.keyId})`;
  doors.set(id, fresh({ id, kind: 'credential', name, place, verb: 'rotate', openedAt: opened.window.openedAt }));
}

function addHolding(doors: Doors, item: HeldItem, verb: Verb): void {
  const known = doors.get(item.id);
  const { id, kind, name, place, openedAt } = item;
  if (!known) doors.set(id, fresh({ id, kind, name, place, verb, openedAt }));
  else if (known.state === 'closed') {
    doors.set(id, { ...known, ...unproven, state: 'open', how: 'found again after it had been proven closed' });
  }
}

const unproven = { proof: null, provenAt: null } as const;

function fresh(door: Pick<Door, 'id' | 'kind' | 'name' | 'place' | 'verb' | 'openedAt'>): Door {
  return { ...door, ...unproven, state: 'open', how: 'found, and nothing has been done to it yet', brakedAt: null };
}

function change(doors: Doors, id: string, move: (door: Door) => Door): void {
  const door = doors.get(id);
  if (door) doors.set(id, move(door));
}

function braked(door: Door, result: ResultItem, at: string): Door {
  if (!isDone(result)) return door.state === 'open' ? { ...door, how: reasonOf(result, 'brake') } : door;
  const brakedAt = door.brakedAt ?? at;
  return door.state === 'open'
    ? { ...door, brakedAt, state: 'braked', how: 'a brake holds it' }
    : { ...door, brakedAt };
}

/** What `end` said is only the first proof level: it never closes a door. */
function ended(door: Door, result: ResultItem): Door {
  if (door.state === 'closed' || door.state === 'residual') return door;
  if (isDone(result) || result.outcome === 'accepted') return { ...door, proof: 'accepted', how: acceptedOnly };
  return { ...door, how: reasonOf(result, 'finish') };
}

function proven(door: Door, { level, at, how }: Proof): Door {
  if (level === 'accepted') return ended(door, { id: door.id, outcome: 'accepted' });
  return { ...door, state: 'closed', proof: level, how, provenAt: at };
}

function residual(door: Door, why: string): Door {
  return { ...door, ...unproven, state: 'residual', how: why };
}

function reasonOf(result: ResultItem, part: 'brake' | 'finish'): string {
  return result.reason ?? `the ${part} came back as ${result.outcome}`;
}

export function isDone(result: ResultItem): boolean {
  return result.outcome === 'done' || result.outcome === 'already-done';
}
