/** The token that proves a caller can read this installation's state folder. */
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import type { SealedStore } from './store/sealed-store.ts';

/** Hex of the sealed `firebreak/api-token`; the 0600 file is its copy for the command line. */
export async function publishToken(sealed: SealedStore, file: string): Promise<string> {
  const token = (await sealed.key('api-token')).toString('hex');
  const present = await readFile(file, 'utf8').catch(() => '');
  if (present.trim() !== token) {
    const beside = `${file}.${process.pid}`;
    await writeFile(beside, `${token}\n`, { mode: 0o600 });
    await rename(beside, file);
  }
  await chmod(file, 0o600);
  return token;
}
