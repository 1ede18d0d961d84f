/** What stands for an id in an index, however long or strange an attacker made it? */
import { createHash } from 'node:crypto';

/** PostgreSQL refuses index entries above 2,704 bytes; printable ASCII of this length is far from it. */
const READABLE = /^[\x20-\x7d][\x20-\x7e]{0,399}$/;

/** The id itself when it is short printable ASCII, else `~` and its SHA-256. Two ids never share a key. */
export function indexKey(id: string): string {
  if (READABLE.test(id)) return id;
  // JSON text, because UTF-8 would fold every lone surrogate into one replacement character.
  return `~${createHash('sha256').update(JSON.stringify(id)).digest('hex')}`;
}
