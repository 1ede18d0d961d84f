export type HoldingKind = 'session' | 'connection' | 'grant';

/** Something the credential still holds open. Holds no secret. */
export interface Holding {
  /** Unique within the incident, stable across repeated finds: `<place>#<what the place calls it>`. */
  readonly id: string;
  readonly kind: HoldingKind;
  /** The place that can end it. */
  readonly place: string;
  /** For people: "backend 4711 of agent_billing". */
  readonly name: string;
  /** The key id it was opened with, or '' when the place cannot say. */
  readonly keyId: string;
  readonly agent?: string;
  /** ISO instant. */
  readonly openedAt: string;
  /** ISO instant at which it dies by itself, when the place states one. */
  readonly diesAt?: string;
  /** What the connector needs to find it again (pid and start time, session id …). */
  readonly locator: Readonly<Record<string, string | number>>;
  /** Sealed-store reference of the raw value, when ending or confirming it needs one. */
  readonly secretRef?: string;
  /** Id of the holding whose end should end this one too (a refresh token's access tokens). */
  readonly parent?: string;
}

export interface HoldingQuery {
  /** Key ids whose holdings are wanted. */
  readonly keyIds: readonly string[];
  /** Agents whose holdings are wanted whatever key id they show. */
  readonly agents: readonly string[];
  /** ISO instant: grants minted since. Sessions and connections are found whatever their age. */
  readonly since: string;
}
