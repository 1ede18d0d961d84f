/** What did this session do? One JSON object per line; tokens in it are sealed for Firebreak and for nobody else. */
import { randomUUID } from 'node:crypto';
import { sealFor } from '../process/escrow.ts';
import { appendJsonLine } from '../process/private-file.ts';

export interface ActionLine {
  readonly kind: string;
  readonly effect: 'read' | 'reversible' | 'irreversible';
  readonly place: string;
  readonly target: string;
  readonly handoff?: { readonly toAgent: string; readonly toSession: string; readonly brief: string };
  readonly grant?: GrantLine;
}

interface GrantLine {
  readonly id: string;
  readonly kind: 'access_token' | 'refresh_token' | 'signed_url';
  /** Issuer URL, or the file server's base URL. */
  readonly issuer: string;
  readonly for: string;
  readonly expiresAt: string;
  /** The grant whose end should end this one too. */
  readonly parent?: string;
  readonly sealed: string;
}

/** A grant not yet sealed. */
type FreshGrant = Omit<GrantLine, 'sealed'> & { readonly value: string };

export interface ActionLog {
  did(line: ActionLine): void;
  minted(grant: FreshGrant): Promise<void>;
}

export interface ActionLogSettings {
  readonly path: string;
  readonly agent: string;
  readonly session: string;
  readonly recipient: string;
}

/** `keyId` is the client the session acts under. */
export function openActionLog({ path, agent, session, recipient }: ActionLogSettings, keyId: string): ActionLog {
  const did = (line: ActionLine): void =>
    appendJsonLine(path, { at: new Date().toISOString(), id: randomUUID(), agent, session, keyId, ...line });
  return {
    did,
    async minted({ value, ...grant }) {
      const sealed = await sealFor(recipient, value);
      const isUrl = grant.kind === 'signed_url';
      did({
        kind: isUrl ? 'url.signed' : 'token.minted',
        effect: isUrl ? 'irreversible' : 'reversible',
        place: grant.issuer,
        target: `${grant.kind} for ${grant.for}`,
        grant: { ...grant, sealed },
      });
    },
  };
}
