/** How does the Temporal dev server run for us? Flags and figures: docs/stack.md. */
import { join } from 'node:path';
import { launch, plainEnv } from './launch.ts';
import type { Service } from './service.ts';
import type { StateFolder } from './state-folder.ts';
import { namespaceAnswers, searchAttributes } from './temporal-namespace.ts';

export interface TemporalOptions {
  readonly binary: string;
  readonly port: number;
  readonly namespace: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * The dev server polls its one history shard 20 times a second: every hop would wait for a 50 ms grid.
 * Raising the four limits removes it. The version check would call the internet.
 */
export const dynamicConfig = {
  'history.transferProcessorMaxPollRPS': 5000,
  'history.timerProcessorMaxPollRPS': 5000,
  'history.visibilityProcessorMaxPollRPS': 5000,
  'history.outboundProcessorMaxPollRPS': 5000,
  'system.enableActivityEagerExecution': true,
  'frontend.enableServerVersionCheck': false,
};

export function temporalService(state: StateFolder, options: TemporalOptions): Service {
  const logFile = join(state.logs, 'temporal.log');
  const env = { ...plainEnv(options.env), TEMPORAL_VERSION_CHECK_DISABLED: '1' };
  return {
    name: 'temporal',
    start: () =>
      launch({ command: options.binary, args: startDev(state, options), env, logFile, orphanSignal: 'TERM' }),
    ready: (_child, signal) => namespaceAnswers(`127.0.0.1:${options.port}`, options.namespace, signal),
    readyMs: 30_000,
    stopSignals: [
      { signal: 'SIGTERM', waitMs: 10_000 },
      { signal: 'SIGKILL', waitMs: 5_000 },
    ],
    logFile,
  };
}

function startDev(state: StateFolder, options: TemporalOptions): string[] {
  const flags = ['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(options.port)];
  flags.push('--db-filename', join(state.temporal, 'temporal.db'), '--namespace', options.namespace);
  flags.push('--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=FULL', '--log-level', 'warn');
  for (const name of searchAttributes) flags.push('--search-attribute', `${name}=Keyword`);
  for (const [key, value] of Object.entries(dynamicConfig)) flags.push('--dynamic-config-value', `${key}=${value}`);
  return flags;
}
