/** The user's inventory as written in firebreak.yaml, parsed and resolved. References only, no secret. */

export interface Responder {
  readonly id: string;
  readonly name: string;
  /** Environments this person may release irreversible effects in. */
  readonly environments: readonly string[];
}

/** One issuer, surface, session runtime or log; `settings` were parsed by the connector's own schema. */
export interface Place {
  /** `issuer/<id>`, `surface/<id>`, `agent/<id>/sessions` or `agent/<id>/actions`. */
  readonly id: string;
  readonly connector: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface Credential {
  readonly id: string;
  readonly environment: string;
  /** Place that mints and retires it. */
  readonly issuer: string;
  /** Places that accept it besides the issuer. */
  readonly surfaces: readonly string[];
  /** Sealed-store name of its current value, the JSON `{ keyId, secret }`. */
  readonly secret: string;
}

export interface Agent {
  readonly id: string;
  readonly owner: string;
  /** Absent for an agent that works only with what others mint for it; the sweep is what reaches it. */
  readonly credential?: string;
  readonly sessions: readonly string[];
  readonly actions: readonly string[];
}

export interface Dependent {
  readonly id: string;
  readonly owner: string;
  readonly credential: string;
  /** Surfaces (or the issuer) it must be seen on with the new key id. */
  readonly surfaces: readonly string[];
  readonly handover: Handover;
}

/** The new credential is sealed for the dependent's own age recipient and put at `path`. */
export interface Handover {
  readonly path: string;
  readonly recipient: string;
}

export interface Inventory {
  /** SHA-256 of the canonical inventory. */
  readonly hash: string;
  readonly environments: readonly string[];
  readonly responders: readonly Responder[];
  readonly places: readonly Place[];
  readonly credentials: readonly Credential[];
  readonly agents: readonly Agent[];
  readonly dependents: readonly Dependent[];
}
