import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, describe, expect, it } from 'vitest';
import { startFleet } from '../../drill/fleet.ts';
import { endLeftovers } from '../../drill/process/pid-file.ts';
import { startTicks } from '../../drill/process/start-ticks.ts';
import { eventually, practice } from './fleet-fixture.ts';

const small = { sessions: 2, hops: 1, tokens: 2 };

/** Milliseconds; a fleet is some fifteen processes, and the machine may be busy. */
const patience = { timeout: 120_000 };

describe('the end of a fleet', patience, () => {
  const root = mkdtempSync(join(tmpdir(), 'fleet-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('comes only when asked for: a session that ends is started again, unless its agent is barred', async () => {
    const drill = await practice(small);
    const { runDir, barFile } = agentPaths(drill.dir, 'billing');
    await killSession(runDir, 'billing-1');
    await eventually(
      () => existsSync(join(runDir, 'billing-3.json')),
      (there) => there,
    );
    expect(await drill.fleet.startSession('billing')).toMatchObject({ state: 'started', session: 'billing-4' });
    writeFileSync(barFile, '{"agents":["billing"]}\n');
    expect(await drill.fleet.startSession('billing')).toEqual({ state: 'barred' });
    await killSession(runDir, 'billing-2');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(existsSync(join(runDir, 'billing-5.json'))).toBe(false);
    expect(await drill.fleet.startSession('research')).toMatchObject({ state: 'started' });
    await drill.end();
  });

  it('leaves no process, also of a session that was stopped, and no secret outside its logs', async () => {
    const drill = await practice(small);
    const pids = drill.fleet.pids();
    const { runDir } = agentPaths(drill.dir, 'research');
    const { pid } = JSON.parse(readFileSync(join(runDir, 'research-1.json'), 'utf8')) as { pid: number };
    process.kill(-pid, 'SIGSTOP');
    await drill.fleet.stop();
    expect(pids.filter((each) => startTicks(each) !== undefined)).toEqual([]);
    expect(existsSync(join(drill.dir, 'secrets'))).toBe(false);
    await drill.end();
  });

  it('takes no folder that holds anything else', async () => {
    const dir = mkdtempSync(join(root, 'mine-'));
    writeFileSync(join(dir, 'notes.txt'), 'mine');
    await expect(startFleet({ dir, recipient: 'age1' })).rejects.toThrow("not a drill's");
    expect(readFileSync(join(dir, 'notes.txt'), 'utf8')).toBe('mine');
  });

  it('comes for the rest when its process is killed; what was stopped is ended by the next fleet', async () => {
    const dir = join(root, 'killed');
    const owner = await startElsewhere(dir);
    const { runDir } = agentPaths(dir, 'billing');
    const { pid } = JSON.parse(readFileSync(join(runDir, 'billing-1.json'), 'utf8')) as { pid: number };
    const { entries } = JSON.parse(readFileSync(join(dir, 'fleet-pids.json'), 'utf8')) as {
      entries: { pid: number }[];
    };
    expect(() => endLeftovers(dir)).toThrow('is running in');
    process.kill(-pid, 'SIGSTOP');
    owner.kill('SIGKILL');
    const others = entries.map((entry) => entry.pid).filter((each) => each !== pid);
    await eventually(
      () => others.filter((each) => startTicks(each) !== undefined),
      (alive) => alive.length === 0,
    );
    expect(endLeftovers(dir)).toEqual(['billing-1']);
    await eventually(
      () => startTicks(pid),
      (ticks) => ticks === undefined,
    );
  });
});

function agentPaths(dir: string, agent: string): { runDir: string; barFile: string } {
  return { runDir: join(dir, 'agents', agent, 'run'), barFile: join(dir, 'agents', agent, 'bar.json') };
}

async function killSession(runDir: string, session: string): Promise<void> {
  const { pid } = JSON.parse(readFileSync(join(runDir, `${session}.json`), 'utf8')) as { pid: number };
  process.kill(-pid, 'SIGKILL');
  await eventually(
    () => startTicks(pid),
    (ticks) => ticks === undefined,
  );
}

/** A fleet of another process, which can be killed. */
async function startElsewhere(dir: string): Promise<ReturnType<typeof spawn>> {
  const recipient = await identityToRecipient(await generateX25519Identity());
  const built = pathToFileURL(join(import.meta.dirname, '../../dist/drill/fleet.js')).href;
  const options = JSON.stringify({ dir, recipient, ...small });
  const code = `const { startFleet } = await import('${built}'); await startFleet(${options}); process.stdout.write('up\\n');`;
  const owner = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    owner.stdout?.once('data', () => resolve());
    owner.once('exit', () => reject(new Error('the fleet of the other process did not start')));
  });
  return owner;
}
