/** The response to one leaked credential: every brake at once, every finish in order, each finish behind its checkpoint. */
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ActivityFailure, log, ParentClosePolicy, setHandler, startChild } from '@temporalio/workflow';
import type { Ask, BrakeOutcome, FinishInput, FinishOutcome, StepInput } from '../activities/contract.ts';
import type { Verdict } from '../domain/incident.ts';
import type { Step } from '../domain/runbook.ts';
import type { Verb } from '../domain/verb.ts';
import { Checkpoints } from './checkpoints.ts';
import { decideUpdate, joinUpdate, type RespondInput, respondWorkflow } from './messages.ts';
import { acts, brakeAfter, type StepActivities, stepActivities } from './steps.ts';

export async function respond(input: RespondInput): Promise<Verdict> {
  const { incidentId, runbook } = input;
  const checkpoints = new Checkpoints();
  let alerts = 0;
  setHandler(decideUpdate, (note) => checkpoints.decide(note), { validator: (note) => checkpoints.validate(note) });
  setHandler(joinUpdate, () => ({ joined: alerts++ > 0 }));

  await acts.takeSnapshot({ incidentId, runbook });
  if (runbook.sequence === 'strict') await inSequence(input, checkpoints);
  else await inFlow(input, checkpoints);
  return acts.closeIncident({ incidentId, runbook });
}

async function inSequence(input: RespondInput, checkpoints: Checkpoints): Promise<void> {
  for (const step of input.runbook.steps) {
    await finish(input, step, brake(input, step, checkpoints), Promise.resolve(), checkpoints);
  }
}

async function inFlow(input: RespondInput, checkpoints: Checkpoints): Promise<void> {
  const brakes = new Map<Verb, Promise<BrakeOutcome>>();
  let predecessor = Promise.resolve();
  for (const step of input.runbook.steps) {
    const first = brakes.get(brakeAfter[step.verb] ?? step.verb);
    const braked = first ? first.then(() => brake(input, step, checkpoints)) : brake(input, step, checkpoints);
    brakes.set(step.verb, braked);
    predecessor = finish(input, step, braked, predecessor, checkpoints);
  }
  await predecessor;
}

async function brake(input: RespondInput, step: Step, checkpoints: Checkpoints): Promise<BrakeOutcome> {
  const activities: StepActivities = stepActivities[step.verb];
  const braked = await activities.brake({ ...input, step });
  if (braked.ask) checkpoints.open(braked.ask);
  for (const child of braked.children ?? []) await openChild(child, input);
  return braked;
}

/** A step whose activities gave up is left as it is: `closeIncident` names every door that is then still open. */
async function finish(
  input: RespondInput,
  step: Step,
  braked: Promise<BrakeOutcome>,
  predecessor: Promise<void>,
  checkpoints: Checkpoints,
): Promise<void> {
  try {
    let open = (await braked).ask;
    let ready = predecessor.then(() => Date.now());
    while (open) {
      open = await answerAndFinish({ ...input, step }, open, ready, checkpoints);
      ready = Promise.resolve(Date.now());
    }
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    log.error('a step was given up', { verb: step.verb, activity: error.activityType });
  }
  await predecessor;
}

/** One question, one answer, one attempt at the finish. Returns the question to ask next, if any. */
async function answerAndFinish(
  input: StepInput,
  ask: Ask,
  ready: Promise<number>,
  checkpoints: Checkpoints,
): Promise<Ask | undefined> {
  const askedAtMs = Date.now();
  let readyAtMs = Number.POSITIVE_INFINITY;
  const turn = ready.then((at) => {
    readyAtMs = at;
    return at;
  });
  const { outcome, decidedAtMs } = await checkpoints.outcome(ask);
  const waited = () => Math.max(0, decidedAtMs - Math.max(askedAtMs, readyAtMs));
  const { checkpointId } = ask;
  if (outcome !== 'approved') {
    await acts.holdStep({ ...input, checkpointId, waitedMs: waited(), because: outcome });
    return undefined;
  }
  await turn;
  const finishing = { ...input, checkpointId, waitedMs: waited() };
  const result = await finishOf(input.step.verb)(finishing);
  if (result.state !== 'ask-again') return undefined;
  checkpoints.open(result.ask);
  return result.ask;
}

function finishOf(verb: Verb): (input: FinishInput) => Promise<FinishOutcome> {
  const activities: StepActivities = stepActivities[verb];
  return activities.finish ?? (() => Promise.resolve({ state: 'closed' }));
}

/** A hop that used a credential of its own gets the same response. An incident already running is left alone. */
async function openChild(incidentId: string, input: RespondInput): Promise<void> {
  try {
    await startChild(respondWorkflow, {
      workflowId: incidentId,
      args: [{ incidentId, runbook: input.runbook }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
