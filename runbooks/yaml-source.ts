/** Where in a YAML file does a value stand? Every complaint about one names file, line and column. */
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { type ErrorCode, FirebreakError } from '../domain/errors.ts';

/** Something wrong at a path; with `key`, at that key of the map the path names. */
export interface Complaint {
  readonly path: readonly PropertyKey[];
  readonly key?: string;
  /** Says what was seen and what was expected. Never holds a value that could be a secret. */
  readonly text: string;
}

export interface YamlSource {
  readonly value: unknown;
  /** One error for all complaints, in the order of the file. */
  refuse(complaints: readonly Complaint[]): FirebreakError;
}

interface Spot {
  /** Offset in characters. */
  readonly offset: number;
  readonly text: string;
}

/** Characters; a hand-written inventory of a thousand agents has about 400 000. */
const maxLength = 2_000_000;

const shown = 20;

/** Reads one YAML document. Its own faults (syntax, duplicate keys, tags) are refused here. */
export function readYaml(text: string, fileName: string, code: ErrorCode): YamlSource {
  if (text.length > maxLength) {
    throw new FirebreakError(
      code,
      `${fileName} has ${text.length} characters; at most ${maxLength} are read. Split it.`,
    );
  }
  const lines = new LineCounter();
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const refusal = (spots: readonly Spot[]) => new FirebreakError(code, listSpots(spots, fileName, lines));
  const faults = [...syntaxFaults(doc), ...reservedKeys(doc)];
  if (faults.length > 0) throw refusal(faults);
  return {
    value: plainValue(doc, refusal),
    refuse: (complaints) => refusal(complaints.map((complaint) => spotOf(doc, complaint))),
  };
}

function syntaxFaults(doc: Document.Parsed): Spot[] {
  return [...doc.errors, ...doc.warnings].map((fault) => ({
    offset: fault.pos[0],
    text: syntaxWords[fault.code] ?? `not valid YAML (${fault.code}); expected plain maps, lists and text`,
  }));
}

/** Our words, because the library's quote the file, and a file may hold what does not belong there. */
const syntaxWords: Partial<Record<string, string>> = {
  DUPLICATE_KEY: 'this key stands here a second time; every id may be used once: remove or rename one',
  TAB_AS_INDENT: 'a tab is used to indent; use spaces',
  BAD_INDENT: 'the indentation does not fit the lines above; align it with its neighbours',
  MULTIPLE_DOCS: 'a second document begins here (---); keep one document per file',
  MISSING_CHAR: 'a closing quote, bracket, brace, comma or colon is missing before this point',
  TAG_RESOLVE_FAILED: 'tags (!…) are not supported; write plain text',
  BAD_ALIAS: 'this *alias has no &anchor above it',
  NON_STRING_KEY: 'a key must be plain text; put it in quotes',
};

function reservedKeys(doc: Document.Parsed): Spot[] {
  const spots: Spot[] = [];
  visit(doc, {
    Scalar(position, node) {
      if (position !== 'key' || node.value !== '__proto__') return;
      spots.push({ offset: node.range?.[0] ?? 0, text: '__proto__ cannot be a key; choose another name' });
    },
  });
  return spots;
}

function plainValue(doc: Document.Parsed, refusal: (spots: readonly Spot[]) => FirebreakError): unknown {
  try {
    return doc.toJS({ maxAliasCount: 100 });
  } catch {
    throw refusal([{ offset: 0, text: 'aliases expand to more than 100 copies; write the values out' }]);
  }
}

function spotOf(doc: Document.Parsed, complaint: Complaint): Spot {
  const parts = [...complaint.path, ...(complaint.key === undefined ? [] : [complaint.key])];
  const label = parts.map(pathPart).join('').replace(/^\./, '');
  return { offset: offsetOf(doc, complaint), text: label === '' ? complaint.text : `${label}: ${complaint.text}` };
}

/** `.agents`, `[0]`; a key from the file is printable and short, whatever stands there. */
function pathPart(part: PropertyKey): string {
  if (typeof part === 'number') return `[${part}]`;
  return `.${String(part)
    .replaceAll(/[^\w./@-]/g, '?')
    .slice(0, 64)}`;
}

/** The key's own place, else the value's, else the nearest enclosing key that the file does have. */
function offsetOf(doc: Document.Parsed, { path, key }: Complaint): number {
  if (key !== undefined) return keyOffset(doc, path, key) ?? offsetOf(doc, { path, text: '' });
  const node = path.length === 0 ? doc.contents : doc.getIn(path, true);
  if (isNode(node) && (path.length === 0 || !isMap(node))) return node.range?.[0] ?? 0;
  const last = path.at(-1);
  if (last === undefined) return 0;
  const parent = path.slice(0, -1);
  return (
    (typeof last === 'string' ? keyOffset(doc, parent, last) : undefined) ??
    offsetOfNode(node) ??
    offsetOf(doc, { path: parent, text: '' })
  );
}

function offsetOfNode(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function keyOffset(doc: Document.Parsed, path: readonly PropertyKey[], key: string): number | undefined {
  const map = path.length === 0 ? doc.contents : doc.getIn(path, true);
  if (!isMap(map)) return undefined;
  const pair = map.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  return offsetOfNode(pair?.key);
}

function listSpots(spots: readonly Spot[], fileName: string, lines: LineCounter): string {
  const texts = [...spots]
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, text }) => {
      const { line, col } = lines.linePos(offset);
      return `${fileName}:${Math.max(line, 1)}:${Math.max(col, 1)}: ${text}`;
    });
  const unique = [...new Set(texts)];
  const more = unique.length > shown ? [`and ${unique.length - shown} more`] : [];
  return [...unique.slice(0, shown), ...more].join('\n');
}
