import { expect, test } from 'vitest';
import { openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { freshDatabase } from '../support/database.ts';

test('migrations run once, however many processes start at the same time', async () => {
  const url = await freshDatabase();
  await Promise.all([migrate(url), migrate(url), migrate(url)]);
  await migrate(url);
  const db = openDatabase(url);
  const { rows } = await db.query<{ name: string }>('SELECT name FROM migrations ORDER BY name');
  await db.close();
  expect(rows.map((row) => row.name)).toEqual([
    '000001_incidents',
    '000002_ledger',
    '000003_response',
    '000004_checkpoints',
  ]);
});

test('a migration of a database that is not there says so in our words', async () => {
  const url = new URL(await freshDatabase());
  url.pathname = '/nowhere';
  await expect(migrate(url.href)).rejects.toMatchObject({ code: 'ERR_DATABASE_DOWN' });
});
