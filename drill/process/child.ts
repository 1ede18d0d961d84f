/**
 * How does a process of the fleet begin and end? Its settings come as the first line of stdin (never argv or environment),
 * its first JSON line on stdout says it is ready, and it ends with its parent: stdin closes when the parent dies.
 */

export interface Running {
  /** Told to the parent; holds no secret. */
  readonly ready: object;
  stop(): Promise<void> | void;
}

/** What the settings are is between the caller and `start`: both import the same type. */
export async function runChild(start: (settings: never) => Promise<Running>): Promise<void> {
  const running = await start(JSON.parse(await firstLine()) as never);
  const end = (): void => {
    void Promise.resolve(running.stop()).finally(() => process.exit(0));
  };
  process.once('SIGTERM', end);
  process.stdin.once('close', end).resume();
  process.stdout.write(`${JSON.stringify({ ready: running.ready })}\n`);
}

function firstLine(): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const take = (chunk: string): void => {
      text += chunk;
      if (!text.includes('\n')) return;
      process.stdin.off('data', take).pause();
      resolve(text.slice(0, text.indexOf('\n')));
    };
    process.stdin.setEncoding('utf8').on('data', take);
    process.stdin.once('end', () => reject(new Error('stdin ended before the settings came')));
  });
}
