/** Which inventory does this command use? The one named, else ./firebreak.yaml when it is there. */
import { parseInventory } from '../config.ts';
import { FirebreakError } from '../domain/errors.ts';
import type { Credential, Inventory } from '../domain/inventory.ts';
import { didYouMean, listNames } from '../runbooks/nearest.ts';
import type { Io } from './io.ts';
import { type NamedText, readIfThere, readNamed } from './read-file.ts';

const defaultConfig = 'firebreak.yaml';

export interface InventoryFile extends NamedText {
  readonly inventory: Inventory;
}

/** Undefined when none is named and none lies here. Throws ERR_CONFIG when it is faulty. */
export async function findInventory(io: Io, named: string | undefined): Promise<InventoryFile | undefined> {
  const found = named === undefined ? await readIfThere(io, defaultConfig) : await readNamed(io, named, 'an inventory');
  return found === undefined ? undefined : { ...found, inventory: parseInventory(found.text, found.file) };
}

export async function requireInventory(io: Io, named: string | undefined): Promise<InventoryFile> {
  const found = await findInventory(io, named);
  if (found !== undefined) return found;
  throw new FirebreakError('ERR_USAGE', `there is no ${defaultConfig} in ${io.cwd}; expected one, or --config FILE`);
}

/** The credential named, or the only one there is. */
export function chooseCredential(inventory: Inventory, named: string | undefined): Credential {
  const ids = inventory.credentials.map((credential) => credential.id);
  const [first, second] = inventory.credentials;
  if (named === undefined && first !== undefined && second === undefined) return first;
  const found = inventory.credentials.find((credential) => credential.id === named);
  if (found !== undefined) return found;
  const seen = named === undefined ? 'several credentials' : `no credential ${named}${didYouMean(named, ids)}`;
  throw new FirebreakError(
    'ERR_USAGE',
    `the inventory has ${seen}; expected --credential with one of ${listNames(ids)}`,
  );
}
