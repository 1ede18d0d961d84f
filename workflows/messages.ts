/** What the outside may say to a running response, and what it is told. Names are wire names: never rename. */
import { defineUpdate } from '@temporalio/workflow';
import type { Answer } from '../domain/checkpoint.ts';
import type { Runbook } from '../domain/runbook.ts';

export interface RespondInput {
  readonly incidentId: string;
  readonly runbook: Runbook;
}

/** A decision's shadow: enough to wake the workflow. The gate reads the stored, sealed decision itself. */
export interface DecisionNote {
  readonly decisionId: string;
  readonly checkpointId: string;
  readonly digest: string;
  readonly answer: Answer;
  readonly who: string;
}

export interface DecideReply {
  /** `collecting`: more approvals are needed. */
  readonly state: 'approved' | 'denied' | 'collecting';
  readonly approvals: number;
  readonly quorum: number;
}

export interface JoinReply {
  /** True when the response was already running. */
  readonly joined: boolean;
}

export const decideUpdate = defineUpdate<DecideReply, [DecisionNote]>('decide');
export const joinUpdate = defineUpdate<JoinReply, [{ readonly alertId: string }]>('join');

/** Started by name, so that neither a rename nor a bundler can part the gateway from the worker. */
export const respondWorkflow = 'respond';
