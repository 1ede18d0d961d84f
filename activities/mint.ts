/** Mints the new credential at the issuer and seals it in the same call; only the reference leaves. */
import { openPair } from '../store/credential-pair.ts';
import { setMinted } from '../store/incidents.ts';
import { passGate } from './gate.ts';
import { specFor } from './holdings.ts';
import { now, record, type Scope } from './scope.ts';

/** True when the incident has a new credential, minted now or before. */
export async function mint(scope: Scope): Promise<boolean> {
  const { incident, credential } = scope;
  if (incident.newKeyId !== null) return true;
  const place = credential.issuer;
  const { minter, ...connector } = pick(scope, place);
  if (!minter) return unminted(scope, 'the connector of the issuer cannot mint');
  const tag = `firebreak/${incident.id}/1`;
  const ref = `${credential.secret}@${incident.id}`;
  const passage = { verb: 'rotate', operation: 'mint', place, spec: specFor(connector, 'mint') } as const;
  let minted: { keyId: string; ref: string } | undefined;
  const [result] = await passGate(scope, passage, [tag], async () => {
    minted = await minter.mint({ keyId: incident.keyId, ref: incident.oldRef }, tag, ref);
    return [{ id: tag, outcome: 'done' }];
  });
  const found = minted ?? (await adopt(scope, tag, ref));
  if (!found) return unminted(scope, result?.reason ?? 'the issuer gave no answer');
  const { keyId } = found;
  await scope.deps.db.transaction(async (tx) => {
    await setMinted(tx, incident.id, found);
    await record(scope, [now('credential.minted', { keyId, oldKeyId: incident.keyId, place, tag })], tx);
  });
  return true;
}

function pick(scope: Scope, place: string) {
  const connector = scope.places.at(place);
  return { minter: connector.minter, operations: connector.operations };
}

/**
 * The reply to an earlier mint was lost. If its secret was sealed the credential is adopted;
 * if not, nobody can ever use it, and it is removed rather than left alive.
 */
async function adopt(scope: Scope, tag: string, ref: string): Promise<{ keyId: string; ref: string } | undefined> {
  const { minter } = scope.places.at(scope.credential.issuer);
  const sealed = await sealedKeyId(scope, ref);
  for (const { keyId } of (await minter?.findMinted(tag)) ?? []) {
    if (keyId === sealed) return { keyId, ref };
    await minter?.discard(keyId);
  }
  return undefined;
}

async function sealedKeyId(scope: Scope, ref: string): Promise<string | undefined> {
  if (!(await scope.deps.sealed.has(ref))) return undefined;
  return (await openPair(scope.deps.sealed, ref)).keyId;
}

async function unminted(scope: Scope, reason: string): Promise<false> {
  const { credential, incident } = scope;
  await record(scope, [now('credential.unminted', { oldKeyId: incident.keyId, place: credential.issuer, reason })]);
  return false;
}
