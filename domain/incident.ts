/**
 * The words of Firebreak, one meaning each, and the incident itself.
 *
 * alert        a report that a credential may be exposed
 * incident     an alert accepted for one credential; its id is the workflow id
 * leak window  from the first possible exposure until the old credential is proven dead
 * fingerprint  HMAC of a secret under this installation's key; never a bare hash
 * agent        software that acts under a credential; session: one authenticated run of it
 * credential   the pair { keyId, secret } an agent authenticates with
 * issuer       who mints credentials and grants, and alone can revoke them
 * surface      a place where the credential is accepted
 * place        any issuer, surface, session runtime or log named in the inventory
 * dependent    a workload that must keep working on the new credential
 * holding      a session, connection or grant the credential still holds open
 * handoff      one agent giving another a brief; hop: a handoff that started at an affected session
 * step         one of six verbs; brake: its reversible part; finish: its irreversible part
 * checkpoint   a person's yes or no before a finish; decision: the answer
 * door         anything an attacker could still walk through; closed only with a proof
 * residual     a door that cannot be proven closed: why, whose, and when it dies by itself
 * evidence     one recorded fact; ledger: its append-only, hash-chained list
 */

/** `inc_` followed by 24 hex digits of the credential's fingerprint. */
export type IncidentId = string;

export type Verdict = 'contained' | 'held' | 'open';

export interface Window {
  /** ISO instant. */
  readonly openedAt: string;
  /** How the instant is known: the field of the alert, the person, or a default. */
  readonly source: string;
}

/** An incident as accepted, before anything was touched. Holds no secret. */
export interface Incident {
  readonly id: IncidentId;
  /** Two words for people: safe to say in a room the attacker may hear. */
  readonly codename: string;
  readonly credential: string;
  readonly environment: string;
  readonly inventoryHash: string;
  readonly window: Window;
  readonly openedAt: string;
}
