/** Passes the Temporal SDK's log lines on to ours, without the error objects and task tokens it attaches. */
import type { Logger, LogLevel, LogMetadata } from '@temporalio/worker';
import { type Log, loggable } from './log.ts';

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const satisfies Record<
  LogLevel,
  string
>;
const allowed = ['workflowId', 'workflowType', 'activityType', 'attempt', 'verb', 'activity', 'sdkComponent'] as const;

export function temporalLogger(log: Log): Logger {
  const write = (level: LogLevel, message: string, meta: LogMetadata = {}) => {
    log[levels[level]](fieldsOf(meta), message);
  };
  return {
    log: write,
    trace: (message, meta) => write('TRACE', message, meta),
    debug: (message, meta) => write('DEBUG', message, meta),
    info: (message, meta) => write('INFO', message, meta),
    warn: (message, meta) => write('WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  };
}

function fieldsOf(meta: LogMetadata): Record<string, unknown> {
  const fields = allowed.flatMap((key) => (meta[key] === undefined ? [] : [[key, meta[key]] as const]));
  return { ...Object.fromEntries(fields), ...(meta['error'] === undefined ? {} : loggable(meta['error'])) };
}
