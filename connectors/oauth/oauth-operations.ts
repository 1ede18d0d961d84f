import type { Operation, OperationSpec } from '../connector.ts';

/** How does each call to an issuer behave? Figures measured on oidc-provider 9.13; what an issuer cannot do is said. */
const measured = 'measured on oidc-provider 9.13: at once; an issuer of several nodes may cache a client for seconds';

const shared = { batchMax: 1, needsRawSecret: false, undo: 'none', retry: 'natural' } as const;

export const oauthOperations = {
  /**
   * RFC 7591 has no key for repeats and no list: after a lost reply the client's id is known to the issuer alone. The
   * attempt is sealed before it is sent, so it is never repeated blindly, but such a client cannot be removed from here.
   */
  mint: {
    ...shared,
    effect: 'reversible',
    undo: 'call',
    blast: 'principal',
    retry: 'reconcile',
    deadBy: { typicalMs: 0, maxMs: 0, source: 'ends nothing' },
    proofs: ['accepted'],
    permissions: ['initial access token (RFC 7591 §3)', 'registration access token of the old client (RFC 7592)'],
  },
  /** Tokens already issued stay alive. Issuers may replace the registration access token in the reply: a lost one locks us out. */
  fence: {
    ...shared,
    effect: 'reversible',
    undo: 'call',
    blast: 'principal',
    deadBy: { typicalMs: 50, maxMs: 5_000, source: measured },
    proofs: ['accepted', 'read-back'],
    permissions: ['registration access token of the client (RFC 7592 §2.2)'],
  },
  unfence: {
    ...shared,
    effect: 'reversible',
    undo: 'call',
    blast: 'principal',
    deadBy: { typicalMs: 0, maxMs: 0, source: 'ends nothing' },
    proofs: ['accepted', 'read-back'],
    permissions: ['registration access token of the client (RFC 7592 §2.2)'],
  },
  /** Ends the client, not its tokens: those live on until revoked or expired. */
  retire: {
    ...shared,
    effect: 'irreversible',
    blast: 'principal',
    retry: 'gone-is-ok',
    deadBy: { typicalMs: 50, maxMs: 5_000, source: measured },
    proofs: ['accepted', 'refused'],
    permissions: ['registration access token of the client (RFC 7592 §2.3)'],
  },
  /** Mints a token when the pair is still good, and gives it back at once. */
  probe: {
    ...shared,
    effect: 'read',
    blast: 'token',
    deadBy: { typicalMs: 0, maxMs: 0, source: 'ends nothing' },
    proofs: ['refused'],
    needsRawSecret: true,
    permissions: [],
  },
  seen: {
    ...shared,
    effect: 'read',
    blast: 'token',
    deadBy: { typicalMs: 0, maxMs: 0, source: 'ends nothing' },
    proofs: ['read-back'],
    permissions: ['read the issuance log, whose lines name the client program'],
  },
  /**
   * Most issuers let only the owning client revoke (RFC 7009 §2.1), and a retired client cannot authenticate any more:
   * the issuer must allow the admin client to revoke and introspect the tokens of all clients.
   */
  'grants.end': {
    ...shared,
    effect: 'irreversible',
    blast: 'token',
    batchMax: 100,
    deadBy: { typicalMs: 50, maxMs: 5_000, source: measured },
    proofs: ['accepted', 'read-back'],
    needsRawSecret: true,
    permissions: ['admin client allowed to revoke and introspect every client’s tokens (RFC 7009, RFC 7662)'],
  },
} as const satisfies Partial<Record<Operation, OperationSpec>>;
