import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Action, ActionPage, ActionQuery } from '../../domain/action.ts';
import { FirebreakError } from '../../domain/errors.ts';
import { readLogPage } from '../log-page.ts';
import { plainText } from '../plain-text.ts';
import { type LogRecord, logRecord } from './postgres-schema.ts';
import { readStatement } from './postgres-statement.ts';

/**
 * What did the server itself record? Its jsonlog files, in the order of their names. Statements are there when
 * `log_statement` or `log_min_duration_statement` is on, in English (`lc_messages`), times in UTC (`log_timezone`).
 */
export async function pullActions(folder: string, place: string, query: ActionQuery): Promise<ActionPage> {
  const last = splitMark(query.mark);
  const files = (await logFiles(folder, query.since)).filter((file) => file >= last.file);
  const actions: Action[] = [];
  let mark = query.mark;
  for (const [index, file] of files.entries()) {
    const from = file === last.file ? last.position : '';
    const room = query.limit - actions.length;
    const page = await readLogPage({ path: join(folder, file), place }, from, room, reader(place, query));
    actions.push(...page.actions.map((action) => inFile(action, place, file)));
    mark = `${file}:${page.mark}`;
    const isFull = actions.length + roomForFindings >= query.limit && index < files.length - 1;
    if (page.more || isFull) return { actions, mark, more: true };
  }
  return { actions, mark, more: false };
}

/** What `readLogPage` keeps free for findings about a file. */
const roomForFindings = 2;

function splitMark(mark: string): { file: string; position: string } {
  const colon = mark.lastIndexOf(':');
  return { file: mark.slice(0, Math.max(0, colon)), position: mark.slice(colon + 1) };
}

/** Files last written before the window opened hold nothing of it. */
async function logFiles(folder: string, since: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    const message = `The log folder ${folder} cannot be listed; make it readable for the user Firebreak runs as.`;
    throw new FirebreakError('ERR_PROVIDER_UNREACHABLE', message, { cause });
  });
  const files = names.filter((name) => name.endsWith('.json')).sort();
  const written = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).mtimeMs));
  return files.filter((_, index) => (written[index] ?? 0) >= Date.parse(since));
}

/** The same position exists in every file. */
function inFile(action: Action, place: string, file: string): Action {
  return { ...action, id: `${place}#${file}:${action.id.slice(place.length + 1)}` };
}

function reader(place: string, query: ActionQuery): (text: string, id: string) => Action | 'unreadable' | 'skip' {
  return (text, id) => {
    const record = parseRecord(text);
    const at = record === undefined ? undefined : instantOf(record.timestamp);
    if (record === undefined || at === undefined) return 'unreadable';
    const isWanted = query.keyIds.includes(record.user) || query.agents.includes(record.application_name);
    if (!isWanted || Date.parse(at) < Date.parse(query.since)) return 'skip';
    const found = eventOf(record);
    if (found === undefined) return 'skip';
    const { application_name: agent, session_id: session, user: keyId } = record;
    return { id, at, place, agent: plainText(agent, 64), session, keyId, ...found };
  };
}

function parseRecord(text: string): LogRecord | undefined {
  try {
    return logRecord.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** `2026-11-21 08:28:16.123 UTC`: other zones are written as abbreviations, which name no offset. */
function instantOf(timestamp: string): string | undefined {
  const [, day, time] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{3}) (?:UTC|GMT)$/.exec(timestamp) ?? [];
  return day === undefined ? undefined : `${day}T${time}Z`;
}

type LoggedEvent = Pick<Action, 'kind' | 'effect' | 'target'>;

/** Logged before it runs (`log_statement`) or after (`duration`); parse and bind lines repeat the same statement. */
const logged = /^(?:duration: [\d.]+ ms +)?(?:statement|execute [^:]*): ([\s\S]*)$/;

function eventOf(record: LogRecord): LoggedEvent | undefined {
  if (record.error_severity === 'FATAL' && record.state_code?.startsWith('28') === true) {
    return { kind: 'connection.refused', effect: 'read', target: `login (SQLSTATE ${record.state_code})` };
  }
  if (record.error_severity === 'ERROR') return failedStatement(record);
  if (record.error_severity !== 'LOG') return undefined;
  if (record.message.startsWith('connection authorized')) {
    return { kind: 'connection.opened', effect: 'read', target: 'login' };
  }
  const kind = readStatement(logged.exec(record.message)?.[1] ?? '');
  if (kind === undefined) return undefined;
  return { kind: 'query.ran', effect: kind.effect, target: `${kind.tag} ${kind.relation}`.trim() };
}

/** A refused statement changed nothing; that it was tried is worth reading. 42501: insufficient privilege. */
function failedStatement(record: LogRecord): LoggedEvent | undefined {
  const found = readStatement(record.statement ?? '');
  if (found === undefined) return undefined;
  const kind = record.state_code === '42501' ? 'query.refused' : 'query.failed';
  return { kind, effect: 'read', target: `${found.tag} ${found.relation}`.trim() };
}
