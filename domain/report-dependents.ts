/** Which dependents were seen on the new credential, and where not? */
import type { Evidence } from './evidence.ts';
import { evidenceOf } from './evidence-of.ts';
import type { Report } from './report.ts';

type DependentReport = Report['dependents'][number];
type SurfaceReport = DependentReport['surfaces'][number];

export function dependentsFrom(evidence: readonly Evidence[]): readonly DependentReport[] {
  const declared = evidenceOf(evidence, 'incident.opened').at(-1)?.body.dependents ?? [];
  return declared.map(({ id, owner, surfaces }) => ({
    id,
    owner,
    surfaces: surfaces.map((place) => evidence.reduce((seen, entry) => sighted(seen, entry, id), unseen(place))),
  }));
}

function unseen(place: string): SurfaceReport {
  return { place, keyId: null, verifiedAt: null, failure: null };
}

function sighted(surface: SurfaceReport, entry: Evidence, dependent: string): SurfaceReport {
  const { place } = surface;
  switch (entry.kind) {
    case 'dependent.verified':
    case 'dependent.reconnected':
      if (entry.body.dependent !== dependent || entry.body.place !== place) return surface;
      return { place, keyId: entry.body.keyId, verifiedAt: entry.body.proof.at, failure: null };
    case 'dependent.failed':
      if (entry.body.dependent !== dependent || entry.body.place !== place) return surface;
      return { place, keyId: entry.body.seenKeyId || null, verifiedAt: null, failure: entry.body.reason };
    default:
      return surface;
  }
}
