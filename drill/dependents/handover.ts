/** Has the dependent been handed another credential? It looks at the file's time and opens what is sealed for it. */
import { readFileSync, statSync } from 'node:fs';
import { armor, Decrypter } from 'age-encryption';
import type { Pair } from '../doors/pair.ts';

export interface Handover {
  /** The credential, if the file changed since the last look and can be opened. */
  changed(): Promise<Pair | undefined>;
}

export function watchHandover(path: string, identityFile: string): Handover {
  let seen = '';
  return {
    async changed() {
      const mark = markOf(path);
      if (mark === seen || mark === '') return undefined;
      const pair = await open(path, identityFile).catch(() => undefined);
      if (pair !== undefined) seen = mark;
      return pair;
    },
  };
}

async function open(path: string, identityFile: string): Promise<Pair> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(readFileSync(identityFile, 'utf8').trim());
  const text = await decrypter.decrypt(armor.decode(readFileSync(path, 'utf8')), 'text');
  return JSON.parse(text) as Pair;
}

/** A file replaced by rename is another inode. */
function markOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.ino}.${stat.mtimeMs}.${stat.size}`;
}
