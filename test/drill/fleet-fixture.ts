import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { armor, Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { Pair } from '../../drill/doors/pair.ts';
import { type Fleet, type FleetOptions, startFleet } from '../../drill/fleet.ts';

/** A fleet in a folder of its own, with the age identity of the Firebreak that could respond to it. */
export interface Practice {
  readonly fleet: Fleet;
  readonly dir: string;
  secret(name: string): string;
  pair(name: string): Pair;
  unseal(text: string): Promise<string>;
  end(): Promise<void>;
}

export async function practice(scale: Partial<FleetOptions> = {}): Promise<Practice> {
  const identity = await generateX25519Identity();
  const root = mkdtempSync(join(tmpdir(), 'fleet-'));
  const dir = join(root, 'drill');
  const fleet = await startFleet({ dir, recipient: await identityToRecipient(identity), ...scale });
  const secret = (name: string): string => {
    const file = fleet.secrets.find((entry) => entry.name === name)?.file ?? '';
    return readFileSync(file, 'utf8');
  };
  return {
    fleet,
    dir,
    secret,
    pair: (name) => JSON.parse(secret(name)) as Pair,
    unseal: (text) => unseal(identity, text),
    async end() {
      await fleet.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

async function unseal(identity: string, text: string): Promise<string> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(armor.decode(text), 'text');
}

/** Looks again until what is looked for is there; the test's own timeout is the limit. */
export async function eventually<T>(look: () => T | Promise<T>, found: (seen: T) => boolean): Promise<T> {
  for (;;) {
    const seen = await look();
    if (found(seen)) return seen;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
