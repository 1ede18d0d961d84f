import type { Effect } from '../../domain/verb.ts';

/** What kind of statement is this, and on which relation? Its text is read here and goes no further. */
export interface StatementKind {
  /** Command tag: `INSERT`, `SELECT` … */
  readonly tag: string;
  /** As written, without quotes; '' when there is none to see. */
  readonly relation: string;
  readonly effect: Effect;
}

/** Undefined for transaction control alone, which changes nothing by itself. Of several statements the gravest. */
export function readStatement(text: string): StatementKind | undefined {
  const statements = text
    .replace(quoted, ' ? ')
    .split(';')
    .map((statement) => statement.replace(/^\W+/, ''))
    .filter((statement) => statement !== '');
  const kinds = statements.map(kindOf).filter(({ tag }) => !transactionControl.has(tag));
  return kinds.sort((a, b) => gravity.indexOf(b.effect) - gravity.indexOf(a.effect))[0];
}

const gravity: readonly Effect[] = ['read', 'reversible', 'irreversible'];

/** Strings, dollar quotes and comments, closed or running to the end: each character is looked at once. */
const quoted =
  /e'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|'(?:[^']|'')*(?:'|$)|\$([a-z_]\w*)?\$[\s\S]*?(?:\$\1\$|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/gi;

const transactionControl = new Set(['BEGIN', 'START', 'COMMIT', 'END', 'ROLLBACK', 'SAVEPOINT', 'RELEASE', 'ABORT']);

const reading = new Set(['SELECT', 'SHOW', 'TABLE', 'VALUES', 'FETCH', 'DECLARE', 'CLOSE', 'EXPLAIN']);

/** DO and CALL run code we do not see; REVOKE is not here because GRANT undoes it. */
const final = new Set(['DELETE', 'TRUNCATE', 'DROP', 'ALTER', 'GRANT', 'REASSIGN', 'DO', 'CALL']);

/** Statements that carry others inside: what they do is the gravest word in them. */
const carriers = /^(?:WITH|MERGE|EXPLAIN\b[\s\S]*\bANALYZE)\b/i;

function kindOf(statement: string): StatementKind {
  const tag = (/^\w+/.exec(statement)?.[0] ?? '').toUpperCase().slice(0, 30);
  const relation = (relationName.exec(statement)?.[1] ?? '').replaceAll('"', '').slice(0, 127);
  return { tag, relation, effect: effectOf(tag, statement) };
}

const relationName =
  /\b(?:INTO|UPDATE|FROM|JOIN|TABLE|TRUNCATE|COPY)\s+(?:ONLY\s+|TABLE\s+|IF\s+(?:NOT\s+)?EXISTS\s+)*([\w$."]+)/i;

function effectOf(tag: string, statement: string): Effect {
  if (carriers.test(statement)) {
    if (/\bDELETE\b/i.test(statement)) return 'irreversible';
    return /\b(?:INSERT|UPDATE)\b/i.test(statement) ? 'reversible' : 'read';
  }
  if (tag === 'COPY') return copyEffect(statement);
  if (final.has(tag)) return 'irreversible';
  return reading.has(tag) ? 'read' : 'reversible';
}

function copyEffect(statement: string): Effect {
  if (/\bPROGRAM\b/i.test(statement)) return 'irreversible';
  return /\bTO\b/i.test(statement) ? 'read' : 'reversible';
}
