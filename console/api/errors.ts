/** Which HTTP status says what of our errors? The body is always `{ error: { code, message } }`. */
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type ErrorCode, FirebreakError } from '../../domain/errors.ts';

const statuses: Partial<Record<ErrorCode, ContentfulStatusCode>> = {
  ERR_UNAUTHENTICATED: 401,
  ERR_NOT_A_RESPONDER: 403,
  ERR_INCIDENT_UNKNOWN: 404,
  ERR_CHECKPOINT_UNKNOWN: 404,
  ERR_INCIDENT_CLOSED: 409,
  ERR_CHECKPOINT_CLOSED: 409,
  ERR_ALREADY_DECIDED: 409,
  ERR_DIGEST_STALE: 409,
  ERR_TEMPORAL_DOWN: 503,
  ERR_DATABASE_DOWN: 503,
  ERR_SECRET_STORE: 500,
};

export function answerError(context: Context, error: unknown, onError: (error: unknown) => void): Response {
  if (error instanceof FirebreakError) {
    return context.json({ error: { code: error.code, message: error.message } }, statuses[error.code] ?? 400);
  }
  onError(error);
  return context.json(
    { error: { code: 'ERR_UNEXPECTED', message: 'an unexpected error; the gateway log names it' } },
    500,
  );
}
