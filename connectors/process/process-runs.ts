import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FirebreakError } from '../../domain/errors.ts';
import type { Holding, HoldingQuery } from '../../domain/holding.ts';
import { processTable } from './process-client.ts';
import { groupOf } from './process-group.ts';
import { type RunFile, runFile } from './process-schema.ts';

/** Which sessions does the run folder name, and which of them are still running? */
export async function findSessions(place: string, runDir: string, query: HoldingQuery): Promise<readonly Holding[]> {
  const names = await readdir(runDir).catch((cause: unknown) => {
    throw new FirebreakError(
      'ERR_PROVIDER_UNREACHABLE',
      `The run folder ${runDir} cannot be listed; it must exist and be readable for the user Firebreak runs as.`,
      { cause },
    );
  });
  const files = names.filter((name) => name.endsWith('.json')).sort();
  const read = await Promise.all(files.map(async (name) => ({ name, run: await readRun(join(runDir, name)) })));
  const table = await processTable();
  return read.flatMap(({ name, run }) => {
    if (run === undefined) return [];
    if (run === 'unreadable') return [unreadableSession(place, name)];
    return isWanted(run, query) && groupOf(run, table).state !== 'gone' ? [sessionHolding(place, run)] : [];
  });
}

/** Undefined when the file was removed between listing and reading: its session has ended. */
async function readRun(path: string): Promise<RunFile | 'unreadable' | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? undefined : '',
  );
  if (text === undefined) return undefined;
  try {
    return runFile.parse(JSON.parse(text));
  } catch {
    return 'unreadable';
  }
}

/** Sweeps ask for one session of an agent by `session:<id>`. */
function isWanted(run: RunFile, query: HoldingQuery): boolean {
  return (
    (run.keyId !== '' && query.keyIds.includes(run.keyId)) ||
    query.agents.includes(run.agent) ||
    query.agents.includes(`session:${run.session}`)
  );
}

function sessionHolding(place: string, run: RunFile): Holding {
  return {
    id: `${place}#${run.session}/${run.pid}.${run.startTicks}`,
    kind: 'session',
    place,
    name: `session ${run.session} of ${run.agent} (process ${run.pid})`,
    keyId: run.keyId,
    agent: run.agent,
    openedAt: run.startedAt,
    locator: { session: run.session, pid: run.pid, startTicks: run.startTicks },
  };
}

/** Whose session an unreadable file is cannot be said, so it is everybody's: named, never ended, left as a residual. */
function unreadableSession(place: string, file: string): Holding {
  return {
    id: `${place}#${file}`,
    kind: 'session',
    place,
    name: `unreadable run file ${file}`,
    keyId: '',
    openedAt: new Date(0).toISOString(),
    locator: { file },
  };
}
