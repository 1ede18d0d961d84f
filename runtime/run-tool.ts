/** What does a helper program (pip, go, temporal, initdb) answer? */
import { type ExecFileException, execFile } from 'node:child_process';

export interface ToolAnswer {
  readonly ok: boolean;
  readonly stdout: string;
  /** The last line of what it said on stderr, or why it could not run: for one line of an error message. */
  readonly why: string;
}

export interface ToolOptions {
  readonly timeoutMs: number;
  readonly env?: NodeJS.ProcessEnv;
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly cwd?: string;
}

export async function runTool(command: string, args: readonly string[], options: ToolOptions): Promise<ToolAnswer> {
  const { timeoutMs, user, ...rest } = options;
  return new Promise((resolve) => {
    execFile(command, args, { ...rest, ...user, timeout: timeoutMs, encoding: 'utf8' }, (error, stdout, stderr) => {
      resolve({ ok: error === null, stdout, why: error === null ? '' : reason(error, stderr) });
    });
  });
}

function reason(error: ExecFileException, stderr: string): string {
  if (error.code === 'ENOENT') return 'not installed';
  if (error.killed === true) return 'took too long';
  const lines = stderr.trim().split('\n').filter(Boolean);
  return (lines.at(-1) ?? `exit ${String(error.code)}`).slice(0, 200);
}
