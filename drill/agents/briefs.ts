/** How does one agent hand another a brief, with the tokens to work on it? As a 0600 file in the other's inbox. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import { writePrivateJson } from '../process/private-file.ts';
import { readJson } from '../process/read-json.ts';
import type { MintedGrant } from './minting.ts';

export interface Brief {
  readonly id: string;
  readonly fromAgent: string;
  /** The client that minted the grants. */
  readonly keyId: string;
  readonly grants: readonly MintedGrant[];
}

export function handBrief(inbox: string, brief: Brief): void {
  mkdirSync(inbox, { recursive: true, mode: 0o700 });
  writePrivateJson(join(inbox, `${brief.id}.json`), brief);
}

/** Waits for the first brief and takes it out of the inbox. */
export async function takeBrief(inbox: string): Promise<Brief> {
  mkdirSync(inbox, { recursive: true, mode: 0o700 });
  for (;;) {
    const name = readdirSync(inbox).find((file) => file.endsWith('.json'));
    const brief = name === undefined ? undefined : (readJson(join(inbox, name)) as Brief | undefined);
    if (brief !== undefined) {
      rmSync(join(inbox, name ?? ''));
      return brief;
    }
    await rest(20);
  }
}
