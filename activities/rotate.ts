/** Rotate: mint, seal, hand over and verify the new credential; after the checkpoint, retire the old one and see it refused. */
import { ask } from './ask.ts';
import type { BrakeOutcome, FinishInput, FinishOutcome, StepInput } from './contract.ts';
import { fence, fencedPlaces } from './fence.ts';
import { hand } from './hand.ts';
import { mint } from './mint.ts';
import { promote } from './promote.ts';
import { proveRefused } from './prove-refused.ts';
import { askAgain } from './released.ts';
import { nameUnretired, retire } from './retire.ts';
import { retireQuestion, retireTargets } from './retire-question.ts';
import { acceptingPlaces, type Deps, now, openScope, record, type Scope } from './scope.ts';
import { teach } from './teach.ts';
import { unverified, type Verification, verifyDependents } from './verify-dependents.ts';

export const createRotate = (deps: Deps) => ({
  /**
   * Under `overlap` the old credential is fenced as soon as every dependent was seen on the new one: nobody we know of
   * needs it any more, a fence can be taken away again, and an attacker need not work on while people think.
   */
  async rotateBrake(input: StepInput): Promise<BrakeOutcome> {
    const { runbook, step } = input;
    const scope = await openScope(deps, input.incidentId);
    await record(scope, [now('step.entered', { verb: 'rotate' })]);
    if (runbook.mode === 'fence-first') await fence(scope);
    const current = await replace(deps, scope);
    if (runbook.mode !== 'kill-now') await verifyDependents(current, verification(scope, step.budgetMs));
    const waiting = await unverified(current);
    if (runbook.mode === 'overlap' && current.incident.newKeyId !== null && waiting.length === 0) await fence(current);
    return {
      ask: await ask(
        current,
        step,
        retireTargets(current),
        retireQuestion(current, waiting, await fencedPlaces(current)),
      ),
    };
  },

  async rotateFinish(input: FinishInput): Promise<FinishOutcome> {
    const scope = await openScope(deps, input.incidentId);
    const waiting = await unverified(scope);
    const question = retireQuestion(scope, waiting, await fencedPlaces(scope));
    const again = await askAgain(scope, input, retireTargets(scope), question);
    if (again) return again;
    const state = (await mayRetire(scope, input)) ? await retireAndProve(scope, input) : 'open';
    await record(scope, [now('step.finished', { verb: 'rotate', state })]);
    return { state };
  },
});

/** Mint, teach, hand over. Returns the scope as it is afterwards: minting changes the incident. */
async function replace(deps: Deps, scope: Scope): Promise<Scope> {
  if (!(await mint(scope))) return scope;
  const minted = await openScope(deps, scope.incident.id);
  await teach(minted);
  await hand(minted);
  return minted;
}

/** In overlap and fence-first a surface that does not work on the new credential keeps the old one alive. */
async function mayRetire(scope: Scope, input: FinishInput): Promise<boolean> {
  if (input.runbook.mode === 'kill-now') return true;
  await verifyDependents(scope, verification(scope, recheckMs));
  const waiting = await unverified(scope);
  if (waiting.length === 0 && scope.incident.newKeyId !== null) return true;
  await nameUnretired(scope, waiting);
  return false;
}

async function retireAndProve(scope: Scope, input: FinishInput): Promise<'closed' | 'open'> {
  await retire(scope, input.checkpointId);
  await promote(scope);
  const refused = await proveRefused(scope, acceptingPlaces(scope), input.step.budgetMs);
  if (input.runbook.mode === 'kill-now') await verifyDependents(scope, verification(scope, input.step.budgetMs));
  return refused ? 'closed' : 'open';
}

/** Milliseconds for another look at who was verified before the question was answered. */
const recheckMs = 2_000;

function verification(scope: Scope, budgetMs: number): Verification {
  return { since: scope.incident.openedAt, budgetMs, kind: 'dependent.verified' };
}
