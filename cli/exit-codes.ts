/** What does the shell learn from a command? One number per outcome; docs/cli.md lists them. */
import type { ErrorCode } from '../domain/errors.ts';
import type { Report } from '../domain/report.ts';

export const exitCodes = {
  ok: 0,
  error: 1,
  usage: 2,
  open: 3,
  held: 4,
  denied: 5,
  unverified: 7,
  notPermitted: 9,
  detached: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const errorExits: Partial<Record<ErrorCode, ExitCode>> = {
  ERR_USAGE: exitCodes.usage,
  ERR_SECRET_EXPOSED: exitCodes.usage,
  ERR_NOT_A_RESPONDER: exitCodes.notPermitted,
  ERR_UNAUTHENTICATED: exitCodes.notPermitted,
};

export function exitOfError(code: ErrorCode): ExitCode {
  return errorExits[code] ?? exitCodes.error;
}

/** A running response waits for people or machines: held. */
export function exitOfReport(report: Pick<Report, 'verdict' | 'decisions'>): ExitCode {
  if (report.verdict === 'contained') return exitCodes.ok;
  if (report.decisions.some((decision) => decision.outcome === 'deny')) return exitCodes.denied;
  return report.verdict === 'open' ? exitCodes.open : exitCodes.held;
}

const byGravity: readonly ExitCode[] = [exitCodes.open, exitCodes.denied, exitCodes.held];

/** Of several responses, the one that needs somebody most. */
export function worstExit(codes: readonly ExitCode[]): ExitCode {
  return byGravity.find((code) => codes.includes(code)) ?? exitCodes.ok;
}
