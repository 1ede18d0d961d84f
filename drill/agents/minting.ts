/** How does an agent get what it and its siblings work with, and write down each before it is used? */
import { randomBytes } from 'node:crypto';
import { type IssuerDoor, issuerDoor } from '../doors/issuer-door.ts';
import type { Pair } from '../doors/pair.ts';
import { signUrl } from '../files/signed-url.ts';
import type { ActionLog } from './action-log.ts';
import type { Mint } from './mint-plan.ts';

export interface MintedGrant {
  readonly for: string;
  readonly kind: 'access_token' | 'signed_url';
  readonly value: string;
}

export interface MintPlaces {
  readonly issuer: string;
  readonly files: string;
  /** Read only when a link is signed. */
  readonly signingKey: () => string;
}

/** Milliseconds a signed link lives. */
const linkLife = 600_000;

export async function mintAll(
  mints: readonly Mint[],
  pair: Pair,
  places: MintPlaces,
  log: ActionLog,
): Promise<readonly MintedGrant[]> {
  const door = issuerDoor(places.issuer, pair);
  const minted: MintedGrant[] = [];
  for (const mint of mints) {
    if (mint.kind === 'signed-url') minted.push(await mintLink(mint, places, log));
    else if (mint.kind === 'exchange')
      minted.push(await mintDelegated(mint, door, { places, log, subject: subjectOf(minted) }));
    else minted.push(await mintOwn(mint, door, places, log));
  }
  return minted;
}

async function mintOwn(mint: Mint, door: IssuerDoor, places: MintPlaces, log: ActionLog): Promise<MintedGrant> {
  const reply = await door.clientCredentials();
  const grant = { id: reply.token_id, kind: 'access_token', issuer: places.issuer, for: mint.for } as const;
  await log.minted({ ...grant, expiresAt: inSeconds(reply.expires_in), value: reply.access_token });
  return { for: mint.for, kind: 'access_token', value: reply.access_token };
}

interface Delegation {
  readonly places: MintPlaces;
  readonly log: ActionLog;
  readonly subject: string;
}

async function mintDelegated(mint: Mint, door: IssuerDoor, { places, log, subject }: Delegation): Promise<MintedGrant> {
  const reply = await door.exchange(subject, mint.for);
  const { refresh_token: refresh = '', refresh_token_id: parent = '' } = reply;
  const grant = { issuer: places.issuer, for: mint.for, expiresAt: inSeconds(reply.expires_in) };
  await log.minted({ ...grant, id: parent, kind: 'refresh_token', value: refresh });
  await log.minted({ ...grant, id: reply.token_id, kind: 'access_token', parent, value: reply.access_token });
  return { for: mint.for, kind: 'access_token', value: reply.access_token };
}

/** What is exchanged for a sibling's grant: the first token the session minted. */
function subjectOf(minted: readonly MintedGrant[]): string {
  return minted.find((grant) => grant.kind === 'access_token')?.value ?? '';
}

async function mintLink(mint: Mint, places: MintPlaces, log: ActionLog): Promise<MintedGrant> {
  const expiresAt = new Date(Date.now() + linkLife);
  const value = signUrl(places.files, places.signingKey(), { file: 'invoices.txt', agent: mint.for, expiresAt });
  const id = `url_${randomBytes(8).toString('hex')}`;
  const grant = { id, kind: 'signed_url', issuer: places.files, for: mint.for } as const;
  await log.minted({ ...grant, expiresAt: expiresAt.toISOString(), value });
  return { for: mint.for, kind: 'signed_url', value };
}

function inSeconds(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toISOString();
}
