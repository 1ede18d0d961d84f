import type { Verdict } from '../domain/incident.ts';
import type { Runbook, Step } from '../domain/runbook.ts';
import type { Verb } from '../domain/verb.ts';

export interface IncidentRef {
  readonly incidentId: string;
}

export interface StepInput extends IncidentRef {
  readonly runbook: Runbook;
  readonly step: Step;
}

/** An open question, as much of it as the workflow needs to wait for an answer. */
export interface Ask {
  readonly checkpointId: string;
  readonly digest: string;
  readonly quorum: number;
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number;
}

export interface BrakeOutcome {
  /** Absent when the step ends nothing, or nothing was found to end. */
  readonly ask?: Ask;
}

export interface FinishInput extends StepInput {
  readonly checkpointId: string;
  readonly waitedMs: number;
}

export type FinishOutcome =
  | { readonly state: 'closed' | 'open' }
  /** The plan moved after the answer: nothing was done, the new question is `ask`. */
  | { readonly state: 'moved'; readonly ask: Ask };

export interface HoldInput extends StepInput {
  readonly checkpointId: string;
  readonly because: 'denied' | 'expired' | 'predecessor';
}

/** The workflow's only view of activities: types, no code. One method per phase, named by its verb. */
export interface Activities {
  takeSnapshot(input: IncidentRef & { readonly runbook: Runbook; readonly bundleHash: string }): Promise<void>;
  rotateBrake(input: StepInput): Promise<BrakeOutcome>;
  rotateFinish(input: FinishInput): Promise<FinishOutcome>;
  freezeBrake(input: StepInput): Promise<BrakeOutcome>;
  freezeFinish(input: FinishInput): Promise<FinishOutcome>;
  disconnectBrake(input: StepInput): Promise<BrakeOutcome>;
  disconnectFinish(input: FinishInput): Promise<FinishOutcome>;
  pullActions(input: StepInput): Promise<void>;
  sweepBrake(input: StepInput): Promise<BrakeOutcome & { readonly children: readonly string[] }>;
  sweepFinish(input: FinishInput): Promise<FinishOutcome>;
  revokeBrake(input: StepInput): Promise<BrakeOutcome>;
  revokeFinish(input: FinishInput): Promise<FinishOutcome>;
  /** Brakes stay on; what they hold is named as residuals. */
  holdStep(input: HoldInput): Promise<void>;
  /** Pulls again, looks again at every place, proves or names every door, and gives the verdict. */
  closeIncident(input: IncidentRef & { readonly runbook: Runbook; readonly verbs: readonly Verb[] }): Promise<Verdict>;
}
