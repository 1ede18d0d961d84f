/** Stands in for the gateway where only its supervision is tested: answers on the port of the runtime file. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const runtime = JSON.parse(readFileSync(process.argv[process.argv.indexOf('--runtime') + 1], 'utf8'));
const server = createServer((_request, response) => response.end('{"ok":true}'));
server.listen(runtime.gatewayPort, runtime.gatewayHost);
process.once('SIGTERM', () => process.exit(0));
