/** Is there a stack to work with? Joins the running one, waits for one that is starting, or brings one up for this process. */
import { setTimeout as sleep } from 'node:timers/promises';
import { FirebreakError } from '../domain/errors.ts';
import { answering } from './program-service.ts';
import { lockHolder } from './stack-lock.ts';
import { readStackRecord, type StackRecord } from './stack-record.ts';
import { type StackOptions, upStack } from './stack-up.ts';
import { stateFolder } from './state-folder.ts';

export interface EnsuredStack {
  readonly gatewayUrl: string;
  readonly tokenFile: string;
  /** Whether it was brought up for this process; then `stop` ends it, else `stop` does nothing. */
  readonly started: boolean;
  stop(): Promise<void>;
}

const startingMs = 120_000;

export async function ensureStack(options: StackOptions): Promise<EnsuredStack> {
  const { tokenFile } = stateFolder(options.stateDir);
  const gatewayUrl = await runningGateway(options.stateDir);
  if (gatewayUrl !== null) return { gatewayUrl, tokenFile, started: false, stop: async () => undefined };
  const stack = await upStack(options);
  return { gatewayUrl: stack.gatewayUrl, tokenFile, started: true, stop: () => stack.stop() };
}

/** The gateway of the stack that runs on this folder, or null when none does. */
export async function runningGateway(stateDir: string): Promise<string | null> {
  const state = stateFolder(stateDir);
  const until = Date.now() + startingMs;
  while (lockHolder(state.lockFile) !== null) {
    const record = readStackRecord(state.stackFile);
    if (record !== null && (await answers(record))) return record.gatewayUrl ?? null;
    if (Date.now() > until) throw neverReady(state.dir, lockHolder(state.lockFile)?.pid ?? 0);
    await sleep(100);
  }
  return null;
}

async function answers(record: StackRecord): Promise<boolean> {
  return record.phase === 'up' && record.gatewayUrl !== undefined && answering(record.gatewayUrl);
}

function neverReady(dir: string, pid: number): FirebreakError {
  return new FirebreakError(
    'ERR_STACK_DOWN',
    `The stack on ${dir} (process ${pid}) runs, but its gateway did not answer within ${startingMs / 1000} s. Read the logs in ${dir}, or stop it with \`firebreak down\`.`,
  );
}
