/** Which inventory was in force when an incident opened? Kept by hash, so that a later edit never touches it. */
import { FirebreakError } from '../domain/errors.ts';
import type { Inventory } from '../domain/inventory.ts';
import type { Queryable } from './database.ts';

export async function saveInventory(db: Queryable, inventory: Inventory): Promise<void> {
  await db.query('INSERT INTO inventories (hash, inventory) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING', [
    inventory.hash,
    JSON.stringify(inventory),
  ]);
}

export async function loadInventory(db: Queryable, hash: string): Promise<Inventory> {
  const { rows } = await db.query<{ inventory: Inventory }>('SELECT inventory FROM inventories WHERE hash = $1', [
    hash,
  ]);
  const inventory = rows[0]?.inventory;
  if (inventory === undefined) {
    throw new FirebreakError(
      'ERR_CONFIG',
      `no inventory ${hash.slice(0, 16)} in the database; it is saved when an alert is accepted: report the alert again`,
    );
  }
  return inventory;
}
