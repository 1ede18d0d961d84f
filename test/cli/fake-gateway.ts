/** A gateway that answers from a script, so that a test decides what the command line meets. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { onTestFinished } from 'vitest';
import type { OpenCheckpoint } from '../../domain/checkpoint.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import type { Evidence } from '../../domain/evidence.ts';
import { reportFrom } from '../../domain/report-from.ts';
import { takeLock } from '../../runtime/stack-lock.ts';
import { StackBook } from '../../runtime/stack-record.ts';
import { stateFolder } from '../../runtime/state-folder.ts';
import { runningLedger } from '../support/ledgers.ts';

const token = 'test-token';

export interface FakeGateway {
  readonly stateDir: string;
  readonly url: string;
  /** Bodies of the alerts and decisions that came in. */
  readonly alerts: Record<string, unknown>[];
  readonly decisions: (Record<string, unknown> & { checkpoint: string })[];
  ledger: readonly Evidence[];
  checkpoints: OpenCheckpoint[];
  /** What the next decisions are refused with. */
  refusal: { readonly code: ErrorCode; readonly message: string } | null;
  verdict: unknown;
  /** Answers reading requests as a gateway that is being restarted. */
  away: boolean;
  /** How often it did so. */
  absences: number;
  /** Called after a decision was recorded. */
  onDecision: () => void;
}

const responders = ['ana', 'bo'].map((id) => ({ id, name: `${id} of the team`, environments: ['production'] }));

export const incidentId = runningLedger()[0]?.incidentId ?? '';

export const question: OpenCheckpoint = {
  id: `chk_${incidentId.slice(4)}_rotate_1`,
  incidentId,
  verb: 'rotate',
  digest: '9c0ffee1d2a3b4c5',
  plan: { incidentId, verb: 'rotate', environment: 'production', targets: [] },
  question: {
    act: 'Retire credential billing',
    breaks: [],
    braked: [],
    undo: 'none',
    warnings: ['tools-a: not verified'],
  },
  quorum: 1,
  openedAt: '2026-03-04T03:02:11.000Z',
  expiresAt: '2026-03-04T03:07:11.000Z',
};

/** A state folder on which a stack seems to run; both end with the test. */
export async function fakeGateway(): Promise<FakeGateway> {
  const stateDir = mkdtempSync(join(tmpdir(), 'firebreak-cli-'));
  const fake: FakeGateway = {
    stateDir,
    url: '',
    alerts: [],
    decisions: [],
    ledger: runningLedger(),
    checkpoints: [],
    refusal: null,
    away: false,
    absences: 0,
    verdict: { ok: true, entries: 3, head: 'ab'.repeat(32) },
    onDecision: () => undefined,
  };
  const server = serve({ fetch: routes(fake).fetch, hostname: '127.0.0.1', port: 0 });
  await new Promise<void>((resolve) => server.once('listening', () => resolve()));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const lock = pretendStack(stateDir, url);
  onTestFinished(() => {
    server.close();
    lock.release();
    rmSync(stateDir, { recursive: true, force: true });
  });
  return Object.assign(fake, { url });
}

function pretendStack(stateDir: string, gatewayUrl: string) {
  const state = stateFolder(stateDir);
  mkdirSync(state.dir, { recursive: true });
  const lock = takeLock(state.lockFile, state.dir);
  new StackBook(state.stackFile, lock.owner).note({ phase: 'up', gatewayUrl });
  writeFileSync(state.tokenFile, `${token}\n`, { mode: 0o600 });
  return lock;
}

function routes(fake: FakeGateway): Hono {
  const app = new Hono();
  const head = () => reportFrom(fake.ledger);
  const incident = () => {
    const { codename, credential, environment, verdict, openedAt } = head();
    const closed = verdict !== 'running';
    return {
      id: incidentId,
      codename,
      credential,
      environment,
      openedAt,
      status: closed ? 'closed' : 'open',
      verdict: closed ? verdict : null,
    };
  };
  app.get('/healthz', (context) => context.json({ ok: true }));
  app.use('/v1/*', async (context, next) => {
    if (context.req.header('authorization') === `Bearer ${token}`) return next();
    return context.json({ error: { code: 'ERR_UNAUTHENTICATED', message: 'no' } }, 401);
  });
  app.post('/v1/alerts', async (context) => {
    fake.alerts.push(await context.req.json());
    const { codename, credential } = head();
    return context.json({ incidents: [{ incidentId, codename, credential, joined: fake.alerts.length > 1 }] }, 201);
  });
  app.get('/v1/incidents', (context) => context.json({ incidents: [incident()] }));
  app.get('/v1/incidents/:id', (context) => {
    if (fake.away) {
      fake.absences++;
      return context.text('Bad Gateway', 502);
    }
    if (![incidentId, head().codename].includes(context.req.param('id'))) {
      return context.json({ error: { code: 'ERR_INCIDENT_UNKNOWN', message: 'there is no such incident' } }, 404);
    }
    return context.json({ incident: incident(), report: head(), checkpoints: fake.checkpoints, responders });
  });
  app.get('/v1/incidents/:id/ledger', (context) => {
    const rows = fake.ledger.filter((row) => row.seq > Number(context.req.query('after')));
    return context.body(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  });
  app.get('/v1/incidents/:id/verify', (context) => context.json(fake.verdict as object));
  app.get('/v1/incidents/:id/:file', (context) => context.body(`the ${context.req.param('file')}\n`));
  app.post('/v1/checkpoints/:id/decisions', async (context) => {
    if (fake.refusal !== null) return context.json({ error: fake.refusal }, 409);
    const body = await context.req.json<Record<string, unknown>>();
    fake.decisions.push({ ...body, checkpoint: context.req.param('id') });
    fake.onDecision();
    return context.json({ state: body['answer'] === 'deny' ? 'denied' : 'approved', approvals: 1, quorum: 1 });
  });
  return app;
}
