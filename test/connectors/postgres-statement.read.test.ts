import { expect, test } from 'vitest';
import { readStatement } from '../../connectors/postgres/postgres-statement.ts';

test.each([
  ['SELECT * FROM payments', 'SELECT', 'payments', 'read'],
  ['(SELECT * FROM payments)', 'SELECT', 'payments', 'read'],
  ['select 1', 'SELECT', '', 'read'],
  ['SHOW server_version', 'SHOW', '', 'read'],
  ['INSERT INTO public."Payments" VALUES (1)', 'INSERT', 'public.Payments', 'reversible'],
  ['UPDATE ONLY payments SET id = 2', 'UPDATE', 'payments', 'reversible'],
  ['/* note */ DELETE FROM payments', 'DELETE', 'payments', 'irreversible'],
  ['TRUNCATE TABLE payments', 'TRUNCATE', 'payments', 'irreversible'],
  ['DROP TABLE IF EXISTS payments', 'DROP', 'payments', 'irreversible'],
  ['GRANT agents TO somebody', 'GRANT', '', 'irreversible'],
  ['DO $x$ BEGIN DELETE FROM payments; END $x$', 'DO', '', 'irreversible'],
  ['WITH gone AS (DELETE FROM payments RETURNING *) SELECT * FROM gone', 'WITH', 'payments', 'irreversible'],
  ['EXPLAIN DELETE FROM payments', 'EXPLAIN', 'payments', 'read'],
  ['EXPLAIN (ANALYZE) DELETE FROM payments', 'EXPLAIN', 'payments', 'irreversible'],
  ["COPY payments TO PROGRAM 'curl'", 'COPY', 'payments', 'irreversible'],
  ['COPY payments TO STDOUT', 'COPY', 'payments', 'read'],
  ["SELECT 'a; DROP TABLE payments' FROM notes", 'SELECT', 'notes', 'read'],
  ["SELECT E'it\\'s; DROP TABLE payments' FROM notes", 'SELECT', 'notes', 'read'],
  ['SELECT 1; DROP TABLE payments; SELECT 2', 'DROP', 'payments', 'irreversible'],
  ['BEGIN; UPDATE payments SET id = 1; COMMIT', 'UPDATE', 'payments', 'reversible'],
])('%s is %s of "%s": %s', (text, tag, relation, effect) => {
  expect(readStatement(text)).toEqual({ tag, relation, effect });
});

test('transaction control alone, and nothing at all, is no action', () => {
  expect(readStatement('BEGIN; COMMIT')).toBeUndefined();
  expect(readStatement('')).toBeUndefined();
});

test('a hostile text is read in one pass', () => {
  expect(readStatement('/*'.repeat(400_000))).toBeUndefined();
  expect(readStatement(`SELECT ${"'".repeat(799_999)}`)?.tag).toBe('SELECT');
  expect(readStatement(`SELECT ${'$a$'.repeat(266_666)}`)?.tag).toBe('SELECT');
});
