/** What the plain script is told, and what it says when it is done. */
export interface PlainWork {
  readonly issuer: string;
  readonly keyId: string;
  readonly secret: string;
  readonly registrationToken: string;
  readonly initialAccessToken: string;
  readonly admin: { readonly keyId: string; readonly secret: string };
  readonly tokens: readonly string[];
  readonly pid: number;
  readonly concurrency: number;
}

export interface PlainDone {
  readonly ms: number;
  readonly revoked: number;
}
