/** What the rotate checkpoint asks. */
import type { Question } from '../domain/checkpoint.ts';
import type { PlannedTarget } from '../domain/plan.ts';
import { counted } from './listed.ts';
import { acceptingPlaces, type Scope } from './scope.ts';
import type { Unverified } from './verify-dependents.ts';

export function retirePlaces(scope: Scope): readonly string[] {
  return acceptingPlaces(scope).filter((place) => scope.places.at(place).retire);
}

export function retireTargets(scope: Scope): readonly PlannedTarget[] {
  const target = scope.incident.keyId;
  return retirePlaces(scope).map((place) => ({
    operation: 'retire',
    place,
    target,
    extent: 'one',
    effect: 'irreversible',
  }));
}

export function retireQuestion(scope: Scope, waiting: readonly Unverified[], fenced: readonly string[]): Question {
  const { incident, dependents } = scope;
  const verified = dependents.length - new Set(waiting.map(({ dependent }) => dependent)).size;
  return {
    act: `Retire credential ${scope.credential.id} (${incident.keyId}) at ${counted(retirePlaces(scope).length, 'place')}`,
    breaks: [
      `every session still on the old credential; ${verified} of ${dependents.length} dependents are on the new one`,
    ],
    braked: [
      ...(incident.newKeyId === null ? [] : [`new credential ${incident.newKeyId} is minted, sealed and handed over`]),
      ...(fenced.length === 0 ? [] : [`the old one opens nothing new at ${fenced.join(', ')}`]),
    ],
    undo: 'none: a retired credential never works again',
    warnings: [
      ...(incident.newKeyId === null ? ['no new credential exists: the issuer did not mint one'] : []),
      ...waiting.map(({ dependent, place, reason }) => `${dependent} is not verified at ${place}: ${reason}`),
    ],
  };
}
