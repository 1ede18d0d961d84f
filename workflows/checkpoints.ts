/** Which questions are open, who has answered, and how long to wait. */
import { ApplicationFailure, condition } from '@temporalio/workflow';
import type { Ask } from '../activities/contract.ts';
import type { DecideReply, DecisionNote } from './messages.ts';

export type CheckpointOutcome = 'approved' | 'denied' | 'expired';

interface Waiting {
  readonly ask: Ask;
  readonly approvals: Set<string>;
  outcome?: CheckpointOutcome;
  decidedAtMs?: number;
}

export class Checkpoints {
  readonly #waiting = new Map<string, Waiting>();

  /** Must stay synchronous: the SDK drops the promise of an async validator and lets everything through. */
  validate(note: DecisionNote): void {
    const waiting = this.#waiting.get(note.checkpointId);
    if (!waiting) throw refusal('ERR_CHECKPOINT_UNKNOWN', 'this response has no such checkpoint open');
    if (waiting.ask.digest !== note.digest) throw refusal('ERR_DIGEST_STALE', 'the plan moved since that question');
    if (waiting.outcome === 'expired') throw refusal('ERR_CHECKPOINT_CLOSED', 'the deadline has passed');
    if (waiting.outcome || waiting.approvals.has(note.who)) {
      throw refusal('ERR_ALREADY_DECIDED', 'this checkpoint has been decided');
    }
  }

  decide(note: DecisionNote): DecideReply {
    const waiting = this.#waiting.get(note.checkpointId);
    if (!waiting) throw refusal('ERR_CHECKPOINT_UNKNOWN', 'this response has no such checkpoint open');
    if (note.answer === 'deny') waiting.outcome = 'denied';
    else waiting.approvals.add(note.who);
    if (!waiting.outcome && waiting.approvals.size >= waiting.ask.quorum) waiting.outcome = 'approved';
    if (waiting.outcome) waiting.decidedAtMs = Date.now();
    return {
      state: waiting.outcome === 'denied' ? 'denied' : waiting.outcome ? 'approved' : 'collecting',
      approvals: waiting.approvals.size,
      quorum: waiting.ask.quorum,
    };
  }

  /** Opens the question to answers. Called as soon as the question is stored, before anybody waits for it. */
  open(ask: Ask): void {
    this.#waiting.set(ask.checkpointId, { ask, approvals: new Set() });
  }

  async outcome(ask: Ask): Promise<{ outcome: CheckpointOutcome; decidedAtMs: number }> {
    const waiting = this.#waiting.get(ask.checkpointId);
    if (!waiting) throw refusal('ERR_CHECKPOINT_UNKNOWN', 'a checkpoint must be opened before it is waited for');
    const leftMs = Math.max(1, ask.expiresAtMs - Date.now());
    const answered = await condition(() => waiting.outcome !== undefined, leftMs);
    if (!answered) waiting.outcome = 'expired';
    return { outcome: waiting.outcome ?? 'expired', decidedAtMs: waiting.decidedAtMs ?? Date.now() };
  }
}

function refusal(type: string, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, type);
}
