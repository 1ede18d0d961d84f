import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { containedLedger, heldLedger, openLedger } from '../support/ledgers.ts';
import { fakeGateway, incidentId, question } from './fake-gateway.ts';
import { inventoryText, leaked, userFolder } from './files.ts';
import { terminal } from './terminal.ts';

describe('firebreak respond', () => {
  test('sends the report with the inventory and says how it ended', async () => {
    const fake = await fakeGateway();
    fake.ledger = containedLedger();
    const dir = userFolder();
    const shell = terminal(dir, { env: { USER: 'ana' } });
    expect(await shell.run('respond', '--alert', 'leak.json', '--state', fake.stateDir, '--json')).toBe(0);
    expect(fake.alerts).toMatchObject([
      { source: 'gitleaks', config: inventoryText, configFile: join(dir, 'firebreak.yaml'), reportedBy: 'ana' },
    ]);
    const result = JSON.parse(shell.out()) as { incidents: unknown[]; reports: { verdict: string }[] };
    expect(result.incidents).toMatchObject([{ incidentId, joined: false }]);
    expect(result.reports.map((report) => report.verdict)).toEqual(['contained']);
    expect(shell.err()).toContain(`incident amber-otter (${incidentId}) for credential billing opened`);
    expect(shell.err() + shell.out()).not.toContain(leaked);
  });

  test.each([
    ['open', openLedger, 3],
    ['denied', heldLedger, 5],
  ] as const)('tells the shell that it ended %s', async (_title, ledger, exit) => {
    const fake = await fakeGateway();
    fake.ledger = ledger();
    const shell = terminal(userFolder());
    expect(await shell.run('respond', '--alert', 'leak.json', '--state', fake.stateDir)).toBe(exit);
    expect(shell.out()).toContain('amber-otter');
  });

  test('returns at once with --no-wait', async () => {
    const fake = await fakeGateway();
    const shell = terminal(userFolder());
    expect(await shell.run('respond', '--alert', 'leak.json', '--no-wait', '--state', fake.stateDir)).toBe(0);
    expect(shell.out()).toBe(`${incidentId}\n`);
  });

  test('reads the report from standard input', async () => {
    const fake = await fakeGateway();
    const shell = terminal(userFolder());
    shell.stdin.end(`[{"RuleID":"r","Secret":"${leaked}"}]`);
    expect(await shell.run('respond', '--alert', '-', '--no-wait', '--state', fake.stateDir)).toBe(0);
    expect(fake.alerts[0]?.['report']).toContain(leaked);
  });

  test.each([
    ['an empty report', 'leak.json', '[]', 'ERR_ALERT_EMPTY', 1],
    ['a report that is not JSON', 'leak.json', '{', 'ERR_ALERT_UNREADABLE', 1],
    ['a masked report', 'leak.json', '[{"Secret":"REDACTED"}]', 'ERR_ALERT_REDACTED', 1],
    ['a faulty inventory', 'firebreak.yaml', 'version: 1', 'ERR_CONFIG', 1],
    ['a faulty runbook', 'runbook.yaml', 'name: x', 'ERR_RUNBOOK', 1],
  ] as const)('refuses %s before anything is started', async (_title, file, text, code, exit) => {
    const fake = await fakeGateway();
    const dir = userFolder();
    writeFileSync(join(dir, 'runbook.yaml'), '');
    writeFileSync(join(dir, file), text);
    const shell = terminal(dir);
    const runbook = file === 'runbook.yaml' ? ['--runbook', file] : [];
    expect(await shell.run('respond', '--alert', 'leak.json', ...runbook, '--state', fake.stateDir)).toBe(exit);
    expect(shell.err()).toMatch(new RegExp(`^${code}: .*\\nsafe: nothing was started`, 's'));
    expect(fake.alerts).toEqual([]);
  });

  test('says which file is missing', async () => {
    const shell = terminal(userFolder());
    expect(await shell.run('respond', '--alert', 'no.json')).toBe(2);
    expect(shell.err()).toMatch(/ERR_USAGE: .*no\.json is not there; expected a gitleaks JSON report/);
  });

  test('does not bring up a stack that nobody would wait for', async () => {
    const dir = userFolder();
    const shell = terminal(dir);
    expect(await shell.run('respond', '--alert', 'leak.json', '--no-wait', '--state', join(dir, 'state'))).toBe(1);
    expect(shell.err()).toMatch(/ERR_STACK_DOWN: no stack runs on .*firebreak up/);
  });

  test('puts the checkpoint at the terminal and takes no reflex for an answer', async () => {
    const fake = await fakeGateway();
    fake.checkpoints = [question];
    fake.onDecision = () => {
      fake.checkpoints = [];
      fake.ledger = containedLedger();
    };
    const shell = terminal(userFolder(), { interactive: true, env: { USER: 'bo' } });
    const running = shell.run('respond', '--alert', 'leak.json', '--state', fake.stateDir);
    await shell.until('type approve or deny');
    shell.stdin.write('y\n');
    await shell.until('neither approve nor deny');
    shell.stdin.write('approve\n');
    expect(await running).toBe(0);
    expect(shell.err()).toContain('Retire credential billing');
    expect(shell.err()).toContain('tools-a: not verified');
    expect(fake.decisions).toEqual([
      {
        checkpoint: question.id,
        who: 'bo',
        answer: 'approve',
        digest: question.digest,
        reason: '',
        surface: 'terminal',
      },
    ]);
  });

  test('asks for the reason of a no, and who answers when that is not clear', async () => {
    const fake = await fakeGateway();
    fake.checkpoints = [question];
    fake.onDecision = () => {
      fake.checkpoints = [];
      fake.ledger = heldLedger();
    };
    const shell = terminal(userFolder(), { interactive: true });
    const running = shell.run('respond', '--alert', 'leak.json', '--state', fake.stateDir);
    await shell.until('who are you? (ana, bo)');
    shell.stdin.write('ana\n');
    await shell.until('type approve or deny');
    shell.stdin.write('deny\n');
    await shell.until('why?');
    shell.stdin.write('payroll runs\n');
    expect(await running).toBe(5);
    expect(fake.decisions).toMatchObject([{ who: 'ana', answer: 'deny', reason: 'payroll runs' }]);
  });

  test('takes the question back when it was answered elsewhere', async () => {
    const fake = await fakeGateway();
    fake.checkpoints = [question];
    const shell = terminal(userFolder(), { interactive: true });
    const running = shell.run('respond', '--alert', 'leak.json', '--as', 'ana', '--state', fake.stateDir);
    await shell.until('type approve or deny');
    fake.checkpoints = [];
    await shell.until('answered, expired or was replaced meanwhile');
    fake.ledger = containedLedger();
    expect(await running).toBe(0);
    expect(fake.decisions).toEqual([]);
  });

  test('shows why an answer did not count, and goes on', async () => {
    const fake = await fakeGateway();
    fake.checkpoints = [question];
    fake.refusal = { code: 'ERR_DIGEST_STALE', message: 'the plan moved' };
    const shell = terminal(userFolder(), { interactive: true });
    const running = shell.run('respond', '--alert', 'leak.json', '--as', 'ana', '--state', fake.stateDir);
    await shell.until('type approve or deny');
    shell.stdin.write('approve\n');
    await shell.until('ERR_DIGEST_STALE: the plan moved');
    fake.ledger = containedLedger();
    expect(await running).toBe(0);
  });

  test('without a terminal, says how to answer and waits', async () => {
    const fake = await fakeGateway();
    fake.checkpoints = [question];
    const shell = terminal(userFolder());
    const running = shell.run('respond', '--alert', 'leak.json', '--state', fake.stateDir);
    await shell.until(`firebreak decide ${question.id} approve|deny`);
    fake.ledger = containedLedger();
    expect(await running).toBe(0);
  });

  test.each([
    ['at a question', true],
    ['while it watches', false],
  ])('lets go on Ctrl-C %s: the response goes on', async (_title, asks) => {
    const fake = await fakeGateway();
    fake.checkpoints = [question];
    const shell = terminal(userFolder(), { interactive: asks });
    const running = shell.run('respond', '--alert', 'leak.json', '--as', 'ana', '--state', fake.stateDir);
    await shell.until(asks ? 'type approve or deny' : 'waiting for a person');
    if (asks) shell.stdin.write('\u0003');
    else process.emit('SIGINT');
    expect(await running).toBe(130);
    expect(shell.err()).toContain('the response goes on');
    expect(fake.decisions).toEqual([]);
  });
});
