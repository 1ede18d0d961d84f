/** How is a server started so that it logs to a file and never outlives us by accident? */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
  /** Sent by the kernel when we die without stopping the server (Linux with setpriv); the next start looks too. */
  readonly orphanSignal: 'INT' | 'TERM';
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly cwd?: string;
  /** Read its stdout (a ready line) instead of sending it to the log. */
  readonly readStdout?: boolean;
}

const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => process.platform === 'linux' && existsSync(path));

/** Its own process group: Ctrl-C in a terminal reaches us alone, and we stop servers in order. */
export function launch(what: Launch): ChildProcess {
  const log = openSync(what.logFile, 'a', 0o600);
  const [command, args] = withOrphanSignal(what);
  try {
    const child = spawn(command, args, {
      env: what.env,
      detached: true,
      stdio: ['ignore', what.readStdout === true ? 'pipe' : log, log],
      ...(what.user === undefined ? {} : what.user),
      ...(what.cwd === undefined ? {} : { cwd: what.cwd }),
    });
    // A command that is not there leaves `pid` undefined; without a listener it would end us.
    child.on('error', () => undefined);
    return child;
  } finally {
    closeSync(log);
  }
}

/** The few variables any program may need; nothing that could be a secret of ours or of the user's. */
export function plainEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL', 'TZ', 'SystemRoot'];
  return Object.fromEntries(names.filter((name) => env[name] !== undefined).map((name) => [name, env[name]]));
}

function withOrphanSignal(what: Launch): [string, string[]] {
  if (setpriv === undefined) return [what.command, [...what.args]];
  return [setpriv, ['--pdeathsig', what.orphanSignal, what.command, ...what.args]];
}
