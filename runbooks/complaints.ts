/** What did a zod schema find wrong, in words that say what was seen, what was expected and what to do? */
import type { z } from 'zod';
import { didYouMean, listNames } from './nearest.ts';
import type { Complaint } from './yaml-source.ts';

/** Parses with a schema; the failures come back as complaints under `path`. */
export function check<S extends z.ZodType>(
  schema: S,
  value: unknown,
  path: readonly PropertyKey[] = [],
): { data: z.output<S> } | { complaints: Complaint[] } {
  const parsed = schema.safeParse(value, { error: sentence });
  if (parsed.success) return { data: parsed.data };
  return { complaints: parsed.error.issues.flatMap((issue) => complaintsOf(issue, path)) };
}

function complaintsOf(issue: z.core.$ZodIssue, prefix: readonly PropertyKey[]): Complaint[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const allowed = issue.message.split(' ').filter(Boolean);
    return issue.keys.map((key) => ({ path, key, text: unknownKey(key, allowed) }));
  }
  if (issue.code === 'invalid_key') return [{ path: path.slice(0, -1), key: String(path.at(-1)), text: idText }];
  if (issue.code === 'invalid_union') {
    const closest = [...issue.errors].sort((a, b) => a.length - b.length)[0];
    if (closest !== undefined) return closest.flatMap((inner) => complaintsOf(inner, path));
  }
  return [{ path, text: issue.message }];
}

const idText =
  'this is no id; expected lower-case letters, digits, dot, dash or underscore, beginning with a letter or digit, at most 63';

function unknownKey(key: string, allowed: readonly string[]): string {
  const hint = didYouMean(key, allowed) || '; remove it';
  return `unknown key; expected ${listNames(allowed)}${hint}`;
}

/** The words for one issue. Values are never quoted: what stands in a wrong place may be a secret. */
function sentence(issue: z.core.$ZodRawIssue): string {
  if (issue.code === 'unrecognized_keys') return allowedKeys(issue).join(' ');
  const seen = issue.input === undefined ? 'missing' : `saw ${kindOf(issue.input)}`;
  return `${seen}; expected ${expectation(issue)}`;
}

function expectation(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeWords[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `at least ${String(issue.minimum)}${sizeWords[issue.origin] ?? ''}`;
    case 'too_big':
      return `at most ${String(issue.maximum)}${sizeWords[issue.origin] ?? ''}`;
    case 'invalid_format':
      return formatWords[issue.format] ?? 'another format';
    default:
      return 'another value';
  }
}

const typeWords: Partial<Record<string, string>> = {
  string: 'text',
  object: 'a map of keys and values',
  record: 'a map of keys and values',
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
};

const sizeWords: Partial<Record<string, string>> = { string: ' characters', array: ' entries', map: ' entries' };

const formatWords: Partial<Record<string, string>> = { url: 'a URL with its scheme', regex: 'another format' };

/** Zod's raw issue knows the object that refused the key; its finished issue does not. */
function allowedKeys(issue: z.core.$ZodRawIssue): string[] {
  const shape = (issue.inst as { shape?: unknown } | undefined)?.shape;
  return shape !== null && typeof shape === 'object' ? Object.keys(shape) : [];
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (value === '') return 'empty text';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return kinds[typeof value] ?? 'something else';
}

const kinds: Partial<Record<string, string>> = {
  object: 'a map',
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
};
