import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { containedLedger, hostileLedger } from '../support/ledgers.ts';
import { fakeGateway, incidentId, question } from './fake-gateway.ts';
import { userFolder } from './files.ts';
import { terminal } from './terminal.ts';

describe('firebreak list, show, watch, report, verify', () => {
  test('lists incidents, for people and as JSON', async () => {
    const fake = await fakeGateway();
    const [people, machine] = [terminal(fake.stateDir), terminal(fake.stateDir)];
    expect(await people.run('list', '--state', fake.stateDir)).toBe(0);
    expect(people.out()).toMatch(/running\s+amber-otter/);
    expect(await machine.run('list', '--json', '--state', fake.stateDir)).toBe(0);
    expect(JSON.parse(machine.out())).toMatchObject({ incidents: [{ id: incidentId, status: 'open' }] });
    expect(machine.err()).toBe('');
  });

  test('shows an incident by its codename, with its open questions', async () => {
    const fake = await fakeGateway();
    fake.checkpoints = [question];
    const shell = terminal(fake.stateDir);
    expect(await shell.run('show', 'amber-otter', '--state', fake.stateDir)).toBe(0);
    expect(shell.out()).toContain('credential billing');
    expect(shell.out()).toContain(`firebreak decide ${question.id} approve`);
  });

  test('says which incident is unknown, and how to see them all', async () => {
    const fake = await fakeGateway();
    const shell = terminal(fake.stateDir);
    expect(await shell.run('show', 'no-such', '--state', fake.stateDir)).toBe(1);
    expect(shell.err()).toMatch(/^ERR_INCIDENT_UNKNOWN: .*\nsafe: .*\nnext: firebreak list\n$/);
  });

  test('streams evidence as JSON lines while it is recorded', async () => {
    const fake = await fakeGateway();
    const whole = containedLedger();
    fake.ledger = whole.slice(0, 5);
    const shell = terminal(fake.stateDir);
    const watching = shell.run('watch', incidentId, '--json', '--state', fake.stateDir);
    while (shell.out().split('\n').length < 6) await new Promise((resolve) => setTimeout(resolve, 10));
    fake.ledger = whole;
    expect(await watching).toBe(0);
    const seqs = shell
      .out()
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { seq: number }).seq);
    expect(seqs).toEqual(whole.map((row) => row.seq));
  });

  test('tells events line by line, with what others wrote made harmless', async () => {
    const fake = await fakeGateway();
    fake.ledger = hostileLedger('\u001b[2J\u202eevil');
    const shell = terminal(fake.stateDir);
    const watching = shell.run('watch', incidentId, '--no-input', '--state', fake.stateDir);
    await shell.until('evil');
    fake.ledger = containedLedger();
    expect(await watching).toBe(0);
    for (const acting of ['\u001b', '\u202e']) expect(shell.err() + shell.out()).not.toContain(acting);
    expect(shell.err()).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z /m);
  });

  test('goes on watching when the gateway was away for a moment', async () => {
    const fake = await fakeGateway();
    const shell = terminal(fake.stateDir);
    const watching = shell.run('watch', incidentId, '--state', fake.stateDir);
    await shell.until('Z ');
    fake.away = true;
    while (fake.absences === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    fake.ledger = containedLedger();
    fake.away = false;
    expect(await watching).toBe(0);
  });

  test('prints the report, or writes it where only this user reads it', async () => {
    const fake = await fakeGateway();
    const dir = userFolder();
    const shell = terminal(dir);
    expect(await shell.run('report', 'amber-otter', '--state', fake.stateDir)).toBe(0);
    expect(shell.out()).toBe('the report.md\n');
    const words = ['--format', 'html', '--output', 'out.html', '--state', fake.stateDir];
    expect(await shell.run('report', 'amber-otter', ...words)).toBe(0);
    expect(readFileSync(join(dir, 'out.html'), 'utf8')).toBe('the report.html\n');
    expect(statSync(join(dir, 'out.html')).mode & 0o777).toBe(0o600);
  });

  test.each([
    [{ ok: true, entries: 214, head: 'ab'.repeat(32) }, 0, 'whole: 214 entries'],
    [{ ok: false, seq: 17, reason: 'its hash is not that of its content' }, 7, 'BROKEN at entry 17'],
  ])('verifies the ledger [%j]', async (verdict, exit, text) => {
    const fake = await fakeGateway();
    fake.verdict = verdict;
    const [people, machine] = [terminal(fake.stateDir), terminal(fake.stateDir)];
    expect(await people.run('verify', 'amber-otter', '--state', fake.stateDir)).toBe(exit);
    expect(people.out()).toContain(text);
    expect(await machine.run('verify', 'amber-otter', '--json', '--state', fake.stateDir)).toBe(exit);
    expect(JSON.parse(machine.out())).toEqual(verdict);
  });

  test('says that no stack runs, and how to start one', async () => {
    const dir = userFolder();
    const shell = terminal(dir, { env: { XDG_STATE_HOME: join(dir, 'nowhere') } });
    expect(await shell.run('list')).toBe(1);
    expect(shell.err()).toContain(`ERR_STACK_DOWN: no stack runs on ${join(dir, 'nowhere', 'firebreak')}`);
    expect(shell.err()).toContain('next: firebreak up');
  });
});
