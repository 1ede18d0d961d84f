import { describe, expect, test } from 'vitest';
import { fakeGateway, question } from './fake-gateway.ts';
import { userFolder } from './files.ts';
import { terminal } from './terminal.ts';

describe('firebreak decide', () => {
  test('answers the question as it stands, and shows it first', async () => {
    const fake = await fakeGateway();
    fake.checkpoints = [question];
    const shell = terminal(userFolder(), { env: { USER: 'ana' } });
    expect(await shell.run('decide', question.id, 'approve', '--state', fake.stateDir)).toBe(0);
    expect(shell.err()).toContain('Retire credential billing?');
    expect(shell.out()).toContain('approved: ana says approve');
    expect(fake.decisions).toEqual([
      {
        checkpoint: question.id,
        who: 'ana',
        answer: 'approve',
        digest: question.digest,
        reason: '',
        surface: 'terminal',
      },
    ]);
  });

  test('sends the digest, the reason and the name it was given', async () => {
    const fake = await fakeGateway();
    const words = ['--digest', '0f1e2d3c4b5a6978', '--reason', 'false alarm', '--as', 'bo', '--json'];
    const shell = terminal(userFolder());
    expect(await shell.run('decide', question.id, 'deny', ...words, '--state', fake.stateDir)).toBe(0);
    expect(fake.decisions).toMatchObject([
      { who: 'bo', answer: 'deny', digest: '0f1e2d3c4b5a6978', reason: 'false alarm' },
    ]);
    expect(JSON.parse(shell.out())).toMatchObject({ checkpointId: question.id, state: 'denied', quorum: 1 });
  });

  test.each([
    ['ERR_DIGEST_STALE', 1],
    ['ERR_ALREADY_DECIDED', 1],
    ['ERR_INCIDENT_CLOSED', 1],
    ['ERR_NOT_A_RESPONDER', 9],
  ] as const)('passes on the refusal of the gateway [%s]', async (code, exit) => {
    const fake = await fakeGateway();
    fake.checkpoints = [question];
    fake.refusal = { code, message: 'as the gateway says it' };
    const shell = terminal(userFolder());
    expect(await shell.run('decide', question.id, 'approve', '--as', 'ana', '--json', '--state', fake.stateDir)).toBe(
      exit,
    );
    const last = JSON.parse(shell.err().trim().split('\n').at(-1) ?? '') as object;
    expect(last).toMatchObject({ error: { code, message: 'as the gateway says it' } });
  });

  test('does not guess who answers', async () => {
    const fake = await fakeGateway();
    fake.checkpoints = [question];
    const shell = terminal(userFolder(), { env: { USER: 'root' } });
    expect(await shell.run('decide', question.id, 'approve', '--state', fake.stateDir)).toBe(2);
    expect(shell.err()).toContain('expected --as with one of ana, bo');
    expect(fake.decisions).toEqual([]);
  });

  test('names the open checkpoints when this one is unknown', async () => {
    const fake = await fakeGateway();
    fake.checkpoints = [question];
    const shell = terminal(userFolder());
    const other = question.id.replace('rotate', 'sweep');
    expect(await shell.run('decide', other, 'approve', '--as', 'ana', '--state', fake.stateDir)).toBe(1);
    expect(shell.err()).toContain(`ERR_CHECKPOINT_UNKNOWN: there is no checkpoint ${other}; open ones: ${question.id}`);
  });

  test.each([
    ['an id that is none', ['decide', 'rotate', 'approve']],
    ['an answer that is none', ['decide', question.id, 'yes']],
    ['no answer', ['decide', question.id]],
  ])('refuses %s as usage', async (_title, words) => {
    const fake = await fakeGateway();
    const shell = terminal(userFolder());
    expect(await shell.run(...words, '--state', fake.stateDir)).toBe(2);
    expect(shell.err()).toMatch(/^ERR_USAGE: /);
  });
});
