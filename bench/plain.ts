/** Runs the plain script in a process of its own, as Firebreak's worker is one. What it has to know goes to its stdin. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Issuer } from './issuer.ts';
import type { Leak } from './leak.ts';
import type { PlainDone, PlainWork } from './plain-work.ts';

export async function containPlainly(issuer: Issuer, leak: Leak, concurrency: number): Promise<PlainDone> {
  const program = fileURLToPath(new URL('plain-main.js', import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(workOf(issuer, leak, concurrency)));
  const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return JSON.parse(said) as PlainDone;
}

function workOf({ url, state }: Issuer, { client, tokens, session }: Leak, concurrency: number): PlainWork {
  const { keyId, secret, registrationToken } = client;
  const { admin, initialAccessToken } = state;
  const leaked = { keyId, secret, registrationToken, tokens, pid: session.pid };
  return { issuer: url, admin, initialAccessToken, concurrency, ...leaked };
}
