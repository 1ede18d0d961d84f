/** The gateway's HTTP application: who is asking, then which route. */

import { createHash, timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { ZodType } from 'zod';
import { FirebreakError } from '../../domain/errors.ts';
import { decide } from '../../triggers/decide.ts';
import { startResponses } from '../../triggers/start-response.ts';
import type { ApiDeps } from './deps.ts';
import { answerError } from './errors.ts';
import { incidentRoutes } from './incidents.ts';
import { alertRequest, decisionRequest } from './requests-schema.ts';

export function createApp(deps: ApiDeps): Hono {
  const app = new Hono();
  app.onError((error, context) => answerError(context, error, deps.onError));
  app.get('/healthz', async (context) => {
    const [temporal, database] = await Promise.all([deps.temporalUp(), databaseUp(deps)]);
    return context.json({ ok: temporal && database, temporal, database }, temporal && database ? 200 : 503);
  });
  app.use('/v1/*', bearer(deps.apiToken));
  app.post('/v1/alerts', async (context) => {
    const request = parse(alertRequest, await context.req.json().catch(() => undefined));
    const { source, report, reportedBy } = request;
    const inventory = await deps.readInventory(request.config, request.configFile);
    const runbook = await deps.readRunbook(request.runbook, request.runbookFile);
    const incidents = await startResponses(deps, { source, text: report, reportedBy }, inventory, runbook);
    return context.json({ incidents }, incidents.every(({ joined }) => joined) ? 200 : 201);
  });
  app.post('/v1/checkpoints/:id/decisions', async (context) => {
    const request = parse(decisionRequest, await context.req.json().catch(() => undefined));
    const checkpointId = context.req.param('id');
    return context.json(await decide(deps, { ...request, checkpointId, provider: 'state-token' }));
  });
  app.route('/v1/incidents', incidentRoutes(deps));
  return app;
}

const digest = (value: string): Buffer => createHash('sha256').update(value).digest();

function bearer(token: string) {
  const expected = digest(`Bearer ${token}`);
  return createMiddleware(async (context, next) => {
    if (!timingSafeEqual(digest(context.req.header('authorization') ?? ''), expected)) {
      throw new FirebreakError('ERR_UNAUTHENTICATED', 'this gateway answers only to the token in the state folder');
    }
    await next();
  });
}

function parse<T>(schema: ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, code }) => `${path.join('.') || 'body'} (${code})`);
  throw new FirebreakError('ERR_USAGE', `the request is not what this route expects; look at: ${faults.join(', ')}`);
}

/** Milliseconds after which a silent database counts as down. */
const patienceMs = 1_000;

async function databaseUp(deps: ApiDeps): Promise<boolean> {
  const asked = deps.db.query('SELECT 1').then(
    () => true,
    () => false,
  );
  return Promise.race([asked, sleep(patienceMs, false)]);
}
