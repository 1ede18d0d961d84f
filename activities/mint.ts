/** Mints the new credential at the issuer and seals it in the same call; only the reference leaves. */
import type { Minter } from '../connectors/connector.ts';
import { openPair } from '../store/credential-pair.ts';
import { setMinted } from '../store/incidents.ts';
import { readLedger } from '../store/ledger.ts';
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
  const attempt = (await failedMints(scope)) + 1;
  const tag = `firebreak/${incident.id}/${attempt}`;
  const ref = `${credential.secret}@${incident.id}-${attempt}`;
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

/** A mint that failed is tried anew, under a tag of its own, when a held response is started again. */
async function failedMints(scope: Scope): Promise<number> {
  const rows = await readLedger(scope.deps.db, scope.incident.id);
  return rows.filter(({ kind }) => kind === 'credential.unminted').length;
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
    if (minter) await discard(scope, minter, keyId);
  }
  return undefined;
}

/** Takes back a mint of our own: nobody but us ever had its secret. */
async function discard(scope: Scope, minter: Minter, keyId: string): Promise<void> {
  const spec = { effect: 'reversible', retry: 'gone-is-ok' } as const;
  const passage = { verb: 'rotate', operation: 'discard', place: scope.credential.issuer, spec } as const;
  await passGate(scope, passage, [keyId], async () => [{ ...(await minter.discard(keyId)), id: keyId }]);
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
