/** Which clients and tokens does the bench's issuer know? Everything is kept in memory, and what is revoked is gone. */
import { randomBytes, randomUUID } from 'node:crypto';

export interface Client {
  readonly keyId: string;
  readonly secret: string;
  readonly registrationToken: string;
  readonly name: string;
  readonly grantTypes: readonly string[];
}

const secret = (): string => `fbk_${randomBytes(32).toString('base64url')}`;

export class IssuerState {
  readonly initialAccessToken = secret();
  readonly admin = { keyId: 'firebreak-admin', secret: secret() };
  readonly #clients = new Map<string, Client>();
  readonly #tokens = new Map<string, string>();

  register(name: string): Client {
    const own = { keyId: `key_${randomUUID()}`, secret: secret(), registrationToken: secret() };
    const client = { ...own, name, grantTypes: ['client_credentials'] };
    this.#clients.set(client.keyId, client);
    return client;
  }

  /** A client without grant types is fenced: it gets no token any more. */
  change(client: Client, grantTypes: readonly string[]): Client {
    const changed = { ...client, grantTypes };
    this.#clients.set(client.keyId, changed);
    return changed;
  }

  /** Undefined when there is no such client, or the registration access token is not its own. */
  managed(keyId: string, registrationToken: string): Client | undefined {
    const client = this.#clients.get(keyId);
    return client?.registrationToken === registrationToken ? client : undefined;
  }

  remove(keyId: string): void {
    this.#clients.delete(keyId);
  }

  accepts(keyId: string, given: string): boolean {
    const own = keyId === this.admin.keyId ? this.admin.secret : this.#clients.get(keyId)?.secret;
    return own === given;
  }

  isFenced(keyId: string): boolean {
    return this.#clients.get(keyId)?.grantTypes.length === 0;
  }

  mint(keyId: string): string {
    const token = secret();
    this.#tokens.set(token, keyId);
    return token;
  }

  revoke(token: string): void {
    this.#tokens.delete(token);
  }

  isActive(token: string): boolean {
    return this.#tokens.has(token);
  }

  /** Tokens of this client that still work. */
  alive(keyId: string): number {
    return [...this.#tokens.values()].filter((owner) => owner === keyId).length;
  }
}
