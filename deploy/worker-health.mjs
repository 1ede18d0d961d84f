/** Does the worker hold a connection to Temporal? Looked up in the container's own table of TCP connections. */
import { readFileSync } from 'node:fs';

const temporalPort = 7233;
const established = '01';
const rows = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
  readFileSync(file, 'utf8').trim().split('\n').slice(1),
);
const held = rows
  .map((row) => row.trim().split(/\s+/))
  .some(([, , remote, state]) => state === established && portOf(remote) === temporalPort);
process.exitCode = held ? 0 : 1;

/** `0100007F:1C41`: address and port in hex. */
function portOf(endpoint) {
  return Number.parseInt(endpoint.split(':')[1], 16);
}
