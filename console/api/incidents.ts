/** Reading routes: incidents, their ledgers and reports. */
import { Hono } from 'hono';
import { FirebreakError } from '../../domain/errors.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { Report } from '../../domain/report.ts';
import { reportFrom } from '../../domain/report-from.ts';
import { listCheckpoints } from '../../store/checkpoints.ts';
import { findIncident, type IncidentRecord, listIncidents } from '../../store/incidents.ts';
import { loadInventory } from '../../store/inventories.ts';
import { readLedger, verifyLedger } from '../../store/ledger.ts';
import { renderReport } from '../report/render.ts';
import type { ApiDeps } from './deps.ts';

export function incidentRoutes(deps: ApiDeps): Hono {
  const routes = new Hono();
  routes.get('/', async (context) => context.json({ incidents: (await listIncidents(deps.db)).map(publicRecord) }));
  routes.get('/:id', async (context) => {
    const incident = await known(deps, context.req.param('id'));
    const rows = await readLedger(deps.db, incident.id);
    const report = reportFrom(rows);
    const open = await listCheckpoints(deps.db, { incidentId: incident.id, state: 'open' });
    const checkpoints = open.filter(({ id }) => isAsked(id, report, rows));
    const { responders } = await loadInventory(deps.db, incident.inventoryHash);
    return context.json({ incident: publicRecord(incident), report, checkpoints, responders });
  });
  routes.get('/:id/ledger', async (context) => {
    const incident = await known(deps, context.req.param('id'));
    const rows = await readLedger(deps.db, incident.id, Number(context.req.query('after') ?? 0));
    context.header('content-type', 'application/x-ndjson');
    return context.body(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  });
  routes.get('/:id/verify', async (context) => {
    const incident = await known(deps, context.req.param('id'));
    return context.json(await verifyLedger(deps.db, incident.id));
  });
  routes.get('/:id/:file{report\\.(md|html|json)}', async (context) => {
    const incident = await known(deps, context.req.param('id'));
    const format = context.req.param('file').slice('report.'.length);
    const { contentType, text } = renderReport(reportFrom(await readLedger(deps.db, incident.id)), format);
    context.header('content-type', contentType);
    return context.body(text);
  });
  return routes;
}

/** What is answered and waits for its turn is asked of nobody; an answer the gate did not accept leaves it asked. */
function isAsked(id: string, report: Report, rows: readonly Evidence[]): boolean {
  const decision = report.decisions.find(({ checkpointId }) => checkpointId === id);
  return decision?.outcome === 'open' || rows.some((row) => row.kind === 'checkpoint.refused' && row.body.id === id);
}

async function known(deps: ApiDeps, idOrCodename: string): Promise<IncidentRecord> {
  const incident = await findIncident(deps.db, idOrCodename);
  if (incident) return incident;
  throw new FirebreakError(
    'ERR_INCIDENT_UNKNOWN',
    `there is no incident ${idOrCodename}; firebreak list shows them all`,
  );
}

/** Sealed-store names are nobody's business outside. */
function publicRecord({ oldRef: _old, newRef: _new, runbook, ...record }: IncidentRecord) {
  return { ...record, runbook: { name: runbook.name, version: runbook.version, hash: runbook.hash } };
}
