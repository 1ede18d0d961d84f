import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FirebreakError } from '../../domain/errors.ts';
import { verbs } from '../../domain/verb.ts';
import { parseRunbook } from '../../runbooks/parse.ts';

const shipped = readFileSync(join(import.meta.dirname, '../../runbooks/leaked-agent-credential.yaml'), 'utf8');

function refusal(text: string): string {
  try {
    parseRunbook(text, 'team/leak.yaml');
  } catch (error) {
    if (error instanceof FirebreakError && error.code === 'ERR_RUNBOOK') return error.message;
    throw error;
  }
  throw new Error('the runbook was accepted');
}

/** A runbook of one step. */
function oneStep(step: string): string {
  return `name: one\nversion: 1\nsteps:\n  - ${step}\n`;
}

const freeze =
  '{ step: freeze, phases: [brake, checkpoint, finish, confirm], checkpoint: { deadline: 5m }, budget: 1m }';

describe('parseRunbook', () => {
  test('reads the shipped runbook: six steps in order, ten minutes of machine time', () => {
    const runbook = parseRunbook(shipped, 'leaked-agent-credential.yaml');
    expect(runbook.steps.map((step) => step.verb)).toEqual([...verbs]);
    expect(runbook.steps.reduce((sum, step) => sum + step.budgetMs, 0)).toBe(600_000);
    expect(runbook.steps.filter((step) => step.checkpoint === undefined).map((step) => step.verb)).toEqual(['pull']);
    expect(runbook.steps[0]?.checkpoint).toEqual({ deadlineMs: 300_000, quorum: 1 });
    expect(runbook).toMatchObject({
      mode: 'overlap',
      sequence: 'flow',
      sweep: { maxDepth: 8, maxHops: 500, children: true },
    });
  });

  test('hashes what it means, not how it is written', () => {
    const { hash } = parseRunbook(shipped, 'a.yaml');
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(parseRunbook(shipped.replaceAll('5m', '300s').replace('mode: overlap', ''), 'b.yaml').hash).toBe(hash);
    expect(parseRunbook(shipped.replace('deadline: 5m', 'deadline: 4m'), 'a.yaml').hash).not.toBe(hash);
  });

  test('gives defaults: overlap, flow, one approval, sweep limits', () => {
    const runbook = parseRunbook(oneStep(freeze), 'one.yaml');
    expect(runbook).toMatchObject({
      mode: 'overlap',
      sequence: 'flow',
      sweep: { maxDepth: 8, maxHops: 500, children: true },
    });
    expect(runbook.steps[0]?.checkpoint?.quorum).toBe(1);
  });

  test.each([
    [
      'a finish before its brake',
      'brake, checkpoint, finish',
      'checkpoint, finish, brake',
      'saw a finish before its brake',
    ],
    ['a finish without a brake', 'brake, checkpoint, finish', 'checkpoint, finish', 'saw a finish before its brake'],
    [
      'a finish without a checkpoint',
      'brake, checkpoint, finish',
      'brake, finish',
      'saw a finish without a checkpoint before it',
    ],
    [
      'a checkpoint after the finish',
      'checkpoint, finish,',
      'finish, checkpoint,',
      'saw a finish without a checkpoint before it',
    ],
    ['a finish nobody confirms', 'finish, confirm]', 'finish]', 'saw no confirm after the finish'],
    ['a brake without a finish', 'checkpoint, finish, confirm', 'checkpoint, confirm', 'freeze never finishes'],
    ['a phase twice', 'finish, confirm]', 'finish, confirm, confirm]', 'saw phases out of order or twice'],
    ['a phase that reads', 'finish, confirm]', 'finish, confirm, pull]', 'freeze does not read the log'],
  ])('refuses %s', (_title, from, to, text) => {
    expect(refusal(oneStep(freeze.replace(from, to)))).toContain(`team/leak.yaml:4:29: steps[0].phases: ${text}`);
  });

  test.each([
    [
      'a pull that brakes',
      oneStep('{ step: pull, phases: [brake, pull], budget: 1m }'),
      ':4:27: steps[0].phases: pull only reads',
    ],
    [
      'a checkpoint nobody waits for',
      oneStep('{ step: pull, phases: [pull], checkpoint: { deadline: 5m }, budget: 1m }'),
      ':4:35: steps[0].checkpoint: there is no checkpoint',
    ],
    [
      'a checkpoint without a deadline',
      oneStep(freeze.replace('checkpoint: { deadline: 5m }, ', '')),
      'steps[0]: checkpoint is missing',
    ],
    [
      'limits outside the sweep',
      oneStep(freeze.replace('budget', 'limits: { maxDepth: 1, maxHops: 1, children: false }, budget')),
      'steps[0].limits: only sweep has limits',
    ],
    [
      'steps out of order',
      shipped
        .replace('step: rotate', 'step: x')
        .replace('step: freeze', 'step: rotate')
        .replace('step: x', 'step: freeze'),
      'saw rotate after freeze; expected the order rotate, freeze',
    ],
    ['a step twice', shipped.replace('step: freeze', 'step: rotate'), 'steps[1].step: saw rotate a second time'],
    ['no steps', 'name: a\nversion: 1\nsteps: []', ':3:8: steps: saw an empty list'],
    [
      'an unknown step',
      oneStep(freeze.replace('step: freeze', 'step: nuke')),
      'steps[0].step: saw text; expected one of rotate, freeze',
    ],
    [
      'an unknown key',
      oneStep(freeze.replace('budget', 'buget')),
      'steps[0].buget: unknown key; expected step, phases, checkpoint, limits, budget; did you mean budget?',
    ],
    [
      'a deadline too short',
      oneStep(freeze.replace('5m', '9s')),
      'steps[0].checkpoint.deadline: saw something else; expected a duration from 10s to 24h',
    ],
    ['a deadline too long', oneStep(freeze.replace('5m', '25h')), 'expected a duration from 10s to 24h'],
    ['a deadline that is a number', oneStep(freeze.replace('5m', '300')), 'expected a duration from 10s to 24h'],
    [
      'a quorum of six',
      oneStep(freeze.replace('5m', '5m, quorum: 6')),
      'steps[0].checkpoint.quorum: saw a number; expected at most 5',
    ],
    ['a mode we do not have', `mode: never\n${oneStep(freeze)}`, 'expected one of overlap, fence-first, kill-now'],
    ['nothing', '', ':1:1: saw nothing; expected a map'],
    ['broken YAML', 'steps: [', 'team/leak.yaml:1:9:'],
  ])('refuses %s with its place in the file', (_title, text, complaint) => {
    expect(refusal(text)).toContain(complaint);
  });

  test('throws nothing but ERR_RUNBOOK, whatever the text [fuzz]', () => {
    const edit = fc
      .tuple(fc.nat(shipped.length), fc.nat(30), fc.string({ unit: 'grapheme', maxLength: 10 }))
      .map(([at, cut, put]) => shipped.slice(0, at) + put + shipped.slice(at + cut));
    fc.assert(
      fc.property(fc.oneof(edit, fc.string({ unit: 'binary' }), fc.json()), (text) => {
        try {
          parseRunbook(text, 'r.yaml');
        } catch (error) {
          expect(error).toMatchObject({ name: 'FirebreakError', code: 'ERR_RUNBOOK' });
        }
      }),
      { numRuns: 400 },
    );
  });
});
