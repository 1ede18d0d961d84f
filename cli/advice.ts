/** After an error: what is already safe, and what does one type next? */
import type { ErrorCode } from '../domain/errors.ts';

export interface Advice {
  readonly safe: string;
  readonly next: string;
}

const nothing = 'nothing was started and nothing was changed';
const goesOn = 'running responses go on, and their brakes stay on';

export const advice: Readonly<Record<ErrorCode, Advice>> = {
  ERR_ALERT_UNREADABLE: { safe: nothing, next: 'gitleaks git --report-format json --report-path leak.json' },
  ERR_ALERT_EMPTY: { safe: nothing, next: 'scan the place where the leak lies, then: firebreak respond --alert FILE' },
  ERR_ALERT_REDACTED: {
    safe: nothing,
    next: 'gitleaks git --report-format json --report-path leak.json (no --redact)',
  },
  ERR_CREDENTIAL_UNKNOWN: { safe: nothing, next: 'firebreak config check; firebreak secret list' },
  ERR_CONFIG: { safe: nothing, next: 'mend the file, then: firebreak config check' },
  ERR_RUNBOOK: { safe: nothing, next: 'mend the file, then: firebreak runbook lint FILE' },
  ERR_SECRET_MISSING: { safe: goesOn, next: 'firebreak secret put NAME --file FILE' },
  ERR_SECRET_STORE: { safe: 'no secret was changed or shown', next: 'firebreak secret list' },
  ERR_SECRET_EXPOSED: { safe: 'nothing was sealed', next: 'firebreak secret put NAME --file FILE' },
  ERR_STACK_DOWN: { safe: 'what was accepted before is stored and goes on with the stack', next: 'firebreak up' },
  ERR_TEMPORAL_DOWN: {
    safe: 'what was accepted is stored; brakes stay on',
    next: 'firebreak up; then repeat an alert, an answer that was stored is delivered by itself',
  },
  ERR_DATABASE_DOWN: { safe: goesOn, next: 'firebreak up, then repeat this command' },
  ERR_SETUP: { safe: 'data of earlier runs is untouched', next: 'firebreak down, then firebreak up' },
  ERR_USAGE: { safe: nothing, next: 'firebreak help COMMAND' },
  ERR_INCIDENT_UNKNOWN: { safe: goesOn, next: 'firebreak list' },
  ERR_INCIDENT_CLOSED: { safe: 'the incident keeps its report', next: 'firebreak report ID' },
  ERR_CHECKPOINT_UNKNOWN: { safe: goesOn, next: 'firebreak show ID' },
  ERR_CHECKPOINT_CLOSED: { safe: goesOn, next: 'firebreak show ID' },
  ERR_DIGEST_STALE: {
    safe: 'nothing was released; brakes stay on',
    next: 'firebreak show ID, read the new question, decide again',
  },
  ERR_ALREADY_DECIDED: { safe: 'the first answer stands', next: 'firebreak show ID' },
  ERR_NOT_A_RESPONDER: {
    safe: 'nothing was released; brakes stay on',
    next: 'firebreak decide CHECKPOINT approve --as RESPONDER',
  },
  ERR_APPROVAL_MISSING: { safe: 'nothing was released; brakes stay on', next: 'firebreak show ID' },
  ERR_APPROVAL_FORGED: { safe: 'nothing was released; brakes stay on', next: 'firebreak verify ID' },
  ERR_PROVIDER_REFUSED: { safe: goesOn, next: 'firebreak show ID' },
  ERR_PROVIDER_UNREACHABLE: { safe: goesOn, next: 'firebreak show ID' },
  ERR_OUTCOME_UNKNOWN: { safe: 'brakes stay on; nothing is sent twice blindly', next: 'firebreak show ID' },
  ERR_PROVIDER_ANSWER: { safe: goesOn, next: 'firebreak show ID' },
  ERR_UNAUTHENTICATED: { safe: nothing, next: 'run this as the user who runs firebreak up, with the same --state' },
};
