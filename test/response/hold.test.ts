/** A response that people deny: what stays braked, what is still open, and which answers count for nothing. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { OpenCheckpoint } from '../../domain/checkpoint.ts';
import type { Report } from '../../domain/report.ts';
import { issuerDoor } from '../../drill/doors/issuer-door.ts';
import type { Pair } from '../../drill/doors/pair.ts';
import { type Fleet, startFleet } from '../../drill/fleet.ts';
import { type Installation, install, type Ran } from '../support/installation.ts';
import { approveUntil, openCheckpoints } from '../support/responder.ts';

let firebreak: Installation;
let fleet: Fleet;
let leaked: Pair;
let running: Promise<Ran>;

beforeAll(async () => {
  firebreak = await install();
  const recipient = (await firebreak.run('secret', 'recipient')).stdout.trim();
  fleet = await startFleet({ dir: join(firebreak.state, 'fleet'), recipient, sessions: 1, hops: 1, tokens: 2 });
  const file = fleet.secrets.find(({ name }) => name === 'drill/billing')?.file ?? '';
  leaked = JSON.parse(readFileSync(file, 'utf8')) as Pair;
  for (const secret of fleet.secrets) await firebreak.run('secret', 'put', secret.name, '--file', secret.file);
  fleet.forgetSecrets();
  running = firebreak.run('respond', '--alert', fleet.reportFile, '--config', fleet.configYaml, '--no-input', '--json');
}, 120_000);

afterAll(async () => {
  await fleet.stop();
  await firebreak.stop();
}, 60_000);

async function checkpointOf(verb: string): Promise<OpenCheckpoint> {
  for (;;) {
    const found = (await openCheckpoints(firebreak)).find((checkpoint) => checkpoint.verb === verb);
    if (found) return found;
  }
}

const decide = (id: string, answer: string, digest: string, who = 'ana') =>
  firebreak.run('decide', id, answer, '--as', who, '--digest', digest, '--reason', 'false alarm');

/** State letter of each agent session's process, from the process table. */
function states(): readonly string[] {
  const config = parse(readFileSync(fleet.configYaml, 'utf8')) as {
    agents: Record<string, { sessions: { runDir: string } }>;
  };
  return Object.values(config.agents).flatMap(({ sessions: { runDir } }) =>
    readdirSync(runDir).map((name) => {
      const { pid } = JSON.parse(readFileSync(join(runDir, name), 'utf8')) as { pid: number };
      return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] ?? '';
    }),
  );
}

describe.sequential('a response that is denied', () => {
  test('an answer for an older plan, by a stranger, or for a checkpoint nobody asked is refused', async () => {
    const { id, digest } = await checkpointOf('freeze');
    expect((await decide(id, 'approve', '0'.repeat(16))).stderr).toContain('ERR_DIGEST_STALE');
    const stranger = await decide(id, 'approve', digest, 'mallory');
    expect(stranger.stderr).toContain('ERR_NOT_A_RESPONDER');
    expect(stranger.exit).toBe(9);
    expect((await decide(id.replace('freeze_1', 'freeze_9'), 'approve', digest)).stderr).toContain(
      'ERR_CHECKPOINT_UNKNOWN',
    );
    expect(states()).toEqual(states().map(() => 'T'));
  }, 60_000);

  test('the second answer of the same person is refused and the first one stands', async () => {
    const { id, digest } = await checkpointOf('freeze');
    expect((await decide(id, 'deny', digest)).exit).toBe(0);
    expect((await decide(id, 'approve', digest)).stderr).toContain('ERR_ALREADY_DECIDED');
  }, 60_000);

  test('ends held, says so by its exit code, and names what each brake holds', async () => {
    for (const verb of ['rotate', 'disconnect', 'revoke']) {
      const { id, digest } = await checkpointOf(verb);
      expect((await decide(id, 'deny', digest, 'ben')).exit).toBe(0);
    }
    const sweep = (await openCheckpoints(firebreak)).find(({ verb }) => verb === 'sweep');
    if (sweep) await decide(sweep.id, 'deny', sweep.digest);
    const ran = await running;
    expect(ran.exit).toBe(5);
    const [report] = (JSON.parse(ran.stdout) as { reports: Report[] }).reports;
    expect(report?.verdict).toBe('held');
    expect(report?.containedAt).toBeNull();
    const named = new Set(report?.residuals.map(({ verb }) => verb));
    expect([...named]).toEqual(expect.arrayContaining(['rotate', 'freeze', 'disconnect', 'revoke']));
    expect(report?.doors.filter(({ state }) => state === 'closed')).toEqual([]);
  }, 120_000);

  test('brakes stay on: sessions are still stopped and none was ended', () => {
    expect(states().length).toBeGreaterThan(0);
    expect(states()).toEqual(states().map(() => 'T'));
  });

  test('nothing irreversible was done: the old pair is fenced, and the issuer still knows it', async () => {
    const issuer = issuerDoor(fleet.addresses.issuer, leaked);
    await expect(issuer.clientCredentials()).rejects.toThrow('400');
    expect(await issuer.introspect('a token nobody minted')).toEqual({ active: false });
  });

  test('reported again, the response starts anew where it stood and can still be finished', async () => {
    const again = firebreak.run(
      'respond',
      '--alert',
      fleet.reportFile,
      '--config',
      fleet.configYaml,
      '--no-input',
      '--json',
    );
    await approveUntil(firebreak, again);
    const ran = await again;
    expect(ran.exit).toBe(0);
    await expect(issuerDoor(fleet.addresses.issuer, leaked).clientCredentials()).rejects.toThrow('401');
  }, 120_000);
});
