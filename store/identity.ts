/** From a fingerprint to the incident's id and the two words people call it. */
import type { IncidentId } from '../domain/incident.ts';

const adjectives =
  'amber ashen brisk calm cobalt copper dusky early fern frosty gentle hazel ivory jade keen lunar mellow misty noble olive pale quiet russet silver slate stony sunny swift teal umber velvet winter'.split(
    ' ',
  );
const animals =
  'badger bison crane curlew dunlin egret falcon ferret gannet heron ibex jackal kestrel lemur lynx marten newt ocelot osprey otter pika plover puffin raven robin sable stoat swift tapir vole walrus wren'.split(
    ' ',
  );

/** `inc_` and the first 24 hex digits of the fingerprint: three scanners that see one leak open one incident. */
export function incidentIdOf(fingerprint: string): IncidentId {
  return `inc_${fingerprint.slice(0, 24)}`;
}

/** Says nothing about the credential beyond what the incident id already says. */
export function codenameOf(fingerprint: string): string {
  const at = (from: number, list: readonly string[]) =>
    list[Number.parseInt(fingerprint.slice(from, from + 4), 16) % list.length];
  return `${at(24, adjectives)}-${at(28, animals)}`;
}
