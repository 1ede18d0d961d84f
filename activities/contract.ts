import type { Verdict } from '../domain/incident.ts';
import type { Runbook, Step } from '../domain/runbook.ts';

export interface IncidentInput {
  readonly incidentId: string;
  readonly runbook: Runbook;
}

export interface StepInput extends IncidentInput {
  readonly step: Step;
}

/** An open question, as much of it as the workflow needs to wait for an answer. */
export interface Ask {
  readonly checkpointId: string;
  readonly digest: string;
  /** Different people who must approve. */
  readonly quorum: number;
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number;
}

export interface BrakeOutcome {
  /** Absent when the step has nothing to end. */
  readonly ask?: Ask;
}

export interface FinishInput extends StepInput {
  readonly checkpointId: string;
  /** Milliseconds the finish was ready and waited for people. */
  readonly waitedMs: number;
}

/**
 * `closed`: every door of the step proven or named as dying by itself; `open`: some door is neither.
 * `ask-again`: nothing was done, because the plan moved or the stored approval did not hold; `ask` is the question now.
 */
export type FinishOutcome = { readonly state: 'closed' | 'open' } | { readonly state: 'ask-again'; readonly ask: Ask };

export interface HoldInput extends FinishInput {
  readonly because: 'denied' | 'expired';
}

/** The workflow's only view of activities: types, no code. One method per phase, named by its verb. */
export interface Activities {
  takeSnapshot(input: IncidentInput): Promise<void>;
  rotateBrake(input: StepInput): Promise<BrakeOutcome>;
  rotateFinish(input: FinishInput): Promise<FinishOutcome>;
  freezeBrake(input: StepInput): Promise<BrakeOutcome>;
  freezeFinish(input: FinishInput): Promise<FinishOutcome>;
  disconnectBrake(input: StepInput): Promise<BrakeOutcome>;
  disconnectFinish(input: FinishInput): Promise<FinishOutcome>;
  pullActions(input: StepInput): Promise<BrakeOutcome>;
  /** `children`: incident ids opened for hops that used a credential of their own. */
  sweepBrake(input: StepInput): Promise<BrakeOutcome & { readonly children: readonly string[] }>;
  sweepFinish(input: FinishInput): Promise<FinishOutcome>;
  revokeBrake(input: StepInput): Promise<BrakeOutcome>;
  revokeFinish(input: FinishInput): Promise<FinishOutcome>;
  /** Brakes stay on; what they hold is named as residuals. */
  holdStep(input: HoldInput): Promise<void>;
  /** Pulls again, looks again at every place, proves or names every door, and gives the verdict. */
  closeIncident(input: IncidentInput): Promise<Verdict>;
}
