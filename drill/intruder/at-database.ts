/** What can the leaked pair do at the database? Log in again, and go on in the session it already has. */
import { type DatabaseSession, openDatabase } from '../doors/database-door.ts';
import type { Pair } from '../doors/pair.ts';
import type { Target } from './attempt.ts';

const theft = 'SELECT customer, cents FROM invoices LIMIT 5';

export function atDatabase(port: number, pair: Pair): Target {
  let held: DatabaseSession | undefined;
  const login = async (): Promise<boolean> => {
    const session = await openDatabase(port, pair, 'psql');
    try {
      await session.query(theft);
    } finally {
      await session.close();
    }
    return true;
  };
  /** A session that broke is opened again, and kept again. */
  const goOn = async (): Promise<boolean> => {
    held ??= await openDatabase(port, pair, 'psql');
    try {
      await held.query(theft);
      return true;
    } catch (error) {
      await held.close();
      held = undefined;
      throw error;
    }
  };
  return {
    surface: 'ledger-db',
    ways: [
      { how: 'held-session', attempt: goOn },
      { how: 'login', attempt: login },
    ],
  };
}
