/**
 * Every error a user can meet, by code. A message says what was seen, what was expected and what to do next,
 * and never holds a secret or provider text.
 */
export const errorCodes = [
  'ERR_ALERT_UNREADABLE',
  'ERR_ALERT_EMPTY',
  'ERR_ALERT_REDACTED',
  'ERR_CREDENTIAL_UNKNOWN',
  'ERR_CONFIG',
  'ERR_RUNBOOK',
  'ERR_SECRET_MISSING',
  'ERR_SECRET_STORE',
  'ERR_SECRET_EXPOSED',
  'ERR_STACK_DOWN',
  'ERR_TEMPORAL_DOWN',
  'ERR_DATABASE_DOWN',
  'ERR_SETUP',
  'ERR_USAGE',
  'ERR_INCIDENT_UNKNOWN',
  'ERR_INCIDENT_CLOSED',
  'ERR_CHECKPOINT_UNKNOWN',
  'ERR_CHECKPOINT_CLOSED',
  'ERR_DIGEST_STALE',
  'ERR_ALREADY_DECIDED',
  'ERR_NOT_A_RESPONDER',
  'ERR_APPROVAL_MISSING',
  'ERR_APPROVAL_FORGED',
  'ERR_PROVIDER_REFUSED',
  'ERR_PROVIDER_UNREACHABLE',
  'ERR_PROVIDER_ANSWER',
  'ERR_OUTCOME_UNKNOWN',
  'ERR_UNAUTHENTICATED',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** The only error class that crosses a folder. `cause` is for logs of the process that caught it, never for people. */
export class FirebreakError extends Error {
  override readonly name = 'FirebreakError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** The message of one of our own errors, or a sentence that admits we do not know. Never provider text. */
export function describe(error: unknown): string {
  return error instanceof FirebreakError
    ? error.message
    : 'an unexpected error; the process log has its name and place';
}
