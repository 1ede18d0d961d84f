/** What is a dependent told when it starts? Where it works, and the file in which it is handed its credential. */
export interface DependentSettings {
  readonly id: string;
  /** Age identity of its own; 0600. */
  readonly identityFile: string;
  /** Age-encrypted JSON of keyId and secret, sealed for its recipient. */
  readonly handover: string;
  readonly statsFile: string;
  readonly door: DependentDoor;
}

export type DependentDoor =
  | { readonly kind: 'database'; readonly port: number }
  | { readonly kind: 'tools'; readonly url: string; readonly issuer: string };

/** The dependent's own count. */
export interface DependentStats {
  /** The key its open door was opened with. */
  readonly current: string;
  readonly perKeyId: Readonly<Record<string, KeyCount>>;
}

export interface KeyCount {
  readonly requests: number;
  readonly failures: number;
}
