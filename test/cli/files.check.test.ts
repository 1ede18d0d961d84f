import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSealedStore } from '../../store/sealed-store.ts';
import { userFolder } from './files.ts';
import { terminal } from './terminal.ts';

describe('firebreak config check', () => {
  test('counts what is there and names what is not sealed yet', async () => {
    const dir = userFolder();
    const state = join(dir, 'state');
    const shell = terminal(dir);
    expect(await shell.run('config', 'check', '--state', state)).toBe(0);
    expect(shell.out()).toContain(
      'firebreak.yaml is whole: 3 places, 1 credential, 1 agent, 0 dependents, 2 responders',
    );
    expect(shell.out()).toContain('not sealed yet: firebreak secret put drill/billing');
    await (await openSealedStore(join(state, 'sealed'))).seal('drill/billing', '{}');
    const again = terminal(dir);
    await again.run('config', 'check', '--json', '--state', state);
    expect(JSON.parse(again.out())).toMatchObject({ agents: 1, missingSecrets: [] });
  });

  test('prints faults with line and column', async () => {
    const dir = userFolder();
    writeFileSync(join(dir, 'firebreak.yaml'), 'version: 1\nresponders: x\n');
    const shell = terminal(dir);
    expect(await shell.run('config', 'check')).toBe(1);
    expect(shell.err()).toContain('firebreak.yaml:2:13: responders: saw text; expected a list');
  });
});

describe('firebreak runbook', () => {
  test('finds the built-in runbook sound', async () => {
    const shell = terminal(userFolder());
    expect(await shell.run('runbook', 'lint')).toBe(0);
    expect(shell.out()).toContain('is sound: rotate, freeze, disconnect, pull, sweep, revoke');
  });

  test('refuses a finish before its brake', async () => {
    const dir = userFolder();
    writeFileSync(
      join(dir, 'r.yaml'),
      'name: r\nversion: 1\nsteps:\n  - { step: freeze, phases: [checkpoint, finish, brake, confirm], checkpoint: { deadline: 1m }, budget: 1m }\n',
    );
    const shell = terminal(dir);
    expect(await shell.run('runbook', 'lint', 'r.yaml')).toBe(1);
    expect(shell.err()).toContain('r.yaml:4:29: steps[0].phases: saw a finish before its brake');
  });

  test('says what it would do and what nobody here can do', async () => {
    const shell = terminal(userFolder());
    expect(await shell.run('runbook', 'plan')).toBe(0);
    expect(shell.out()).toContain('1. rotate (machine budget 2m)');
    expect(shell.out()).toContain('1 of ana, bo within 5m');
    expect(shell.out()).toMatch(/rotate +issuer\/main cannot mint/);
  });
});
