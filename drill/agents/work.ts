/** What does an agent do all day, and what does it hold open while it does? */

import { readFileSync } from 'node:fs';
import { openDatabase } from '../doors/database-door.ts';
import { readPair } from '../doors/pair.ts';
import { openTools, type ToolsSession } from '../doors/tools-door.ts';
import type { ActionLine, ActionLog } from './action-log.ts';
import { openActionLog } from './action-log.ts';
import type { AgentSettings, Held, OwnWork } from './agent-settings.ts';
import { type MintedGrant, mintAll } from './minting.ts';

export interface Work {
  readonly held: Held;
  turn(log: ActionLog): Promise<void>;
  close(): Promise<void>;
}

interface Task {
  readonly line: ActionLine;
  readonly sql: string;
}

/** Mostly looking, sometimes changing, now and then paying, which nothing takes back. */
const tasks: readonly Task[] = [
  task('query.ran', 'read', 'invoices', 'SELECT id, cents FROM invoices ORDER BY id LIMIT 10'),
  task('query.ran', 'read', 'invoices', "SELECT count(*) FROM invoices WHERE state = 'draft'"),
  task('row.updated', 'reversible', 'invoices', "UPDATE invoices SET state = 'checked' WHERE id = 1"),
  task('query.ran', 'read', 'payments', 'SELECT count(*) FROM payments'),
  task('payment.sent', 'irreversible', 'payments', 'INSERT INTO payments (invoice) VALUES (1)'),
];

function task(kind: string, effect: ActionLine['effect'], table: string, sql: string): Task {
  return { line: { kind, effect, place: 'ledger-db', target: table }, sql };
}

/** Works under its own credential: the database session and the MCP session stay open. */
export async function ownWork(
  settings: AgentSettings,
  own: OwnWork,
): Promise<{ work: Work; keyId: string; grants: readonly MintedGrant[] }> {
  const pair = readPair(own.credentialFile);
  const log = openActionLog({ ...settings, path: settings.actionLog }, pair.keyId);
  const database = await openDatabase(settings.places.databasePort, pair, settings.agent);
  const signingKey = (): string => readFileSync(own.signingKeyFile, 'utf8').trim();
  const grants = await mintAll(own.mints, pair, { ...settings.places, signingKey }, log);
  const tools = await openOwnTools(settings, own, grants);
  let n = 0;
  const turn = async (): Promise<void> => {
    const next = tasks[n++ % tasks.length];
    if (next !== undefined) await note(log, next.line, () => database.query(next.sql));
    if (tools !== undefined) await callTool(log, own.tools ?? '', tools);
  };
  const close = async (): Promise<void> => {
    await database.close();
    await tools?.close();
  };
  return { work: { held: heldTools(settings, own, tools), turn, close }, keyId: pair.keyId, grants };
}

async function openOwnTools(
  settings: AgentSettings,
  own: OwnWork,
  grants: readonly MintedGrant[],
): Promise<ToolsSession | undefined> {
  const token = grants.find((grant) => grant.kind === 'access_token' && grant.for === settings.agent)?.value;
  if (own.tools === undefined || token === undefined) return undefined;
  return openTools(toolsUrl(settings, own.tools), token, settings.agent);
}

/** Works on a token somebody minted for it: an MCP session per turn, nothing held open. */
export function briefedWork(settings: AgentSettings, grants: readonly MintedGrant[]): Work {
  const token = grants.find((grant) => grant.kind === 'access_token' && grant.for === settings.agent)?.value;
  let n = 0;
  const turn = async (log: ActionLog): Promise<void> => {
    if (token === undefined || n++ % 4 !== 0) return;
    const tools = await openTools(settings.places.toolsB, token, settings.agent).catch(() => undefined);
    if (tools === undefined) return;
    await callTool(log, 'tools-b', tools);
    await tools.close();
  };
  return { held: {}, turn, close: async () => undefined };
}

async function callTool(log: ActionLog, place: string, tools: ToolsSession): Promise<void> {
  const line = { kind: 'tool.called', effect: 'read', place, target: 'echo' } as const;
  await note(log, line, () => tools.call('echo', { message: 'invoices?' }));
}

/** What was refused was not done, and is not in the log. */
async function note(log: ActionLog, line: ActionLine, act: () => Promise<void>): Promise<void> {
  await act().then(
    () => log.did(line),
    () => undefined,
  );
}

function toolsUrl(settings: AgentSettings, tools: 'tools-a' | 'tools-b'): string {
  return tools === 'tools-a' ? settings.places.toolsA : settings.places.toolsB;
}

function heldTools(settings: AgentSettings, own: OwnWork, tools: ToolsSession | undefined): Held {
  if (own.tools === undefined || tools === undefined) return {};
  return { toolsUrl: toolsUrl(settings, own.tools), toolsSession: tools.id };
}
