/** What secret does the person hand over, without showing it? */
import { text as textOf } from 'node:stream/consumers';
import { FirebreakError } from '../domain/errors.ts';
import { type Io, say } from './io.ts';
import { askLine } from './prompt.ts';
import { readNamed } from './read-file.ts';

/** Bytes; a service account file has about 2 400. */
const maxBytes = 65_536;

/** From the file, a hidden prompt at a terminal, or standard input. One line end at the end is not part of it. */
export async function readSecret(io: Io, file: string | undefined): Promise<string> {
  const raw = await readRaw(io, file);
  const secret = raw.replace(/\r?\n$/, '');
  if (secret === '')
    throw new FirebreakError('ERR_USAGE', 'no secret came in; expected it in --file or on standard input');
  if (Buffer.byteLength(secret) > maxBytes) {
    throw new FirebreakError(
      'ERR_USAGE',
      `the secret has more than ${maxBytes} bytes; expected a key, a token or a small file`,
    );
  }
  return secret;
}

async function readRaw(io: Io, file: string | undefined): Promise<string> {
  if (file !== undefined) return (await readNamed(io, file, 'a file that holds the secret')).text;
  if (!io.interactive) return textOf(io.stdin);
  const typed = (await askLine(io, 'secret (not shown): ', { hidden: true })) ?? '';
  say(io, '');
  return typed;
}
