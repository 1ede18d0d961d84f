/** How does a client get on the issuer's list? RFC 7591, and RFC 7592 for what may be done to it later. */
import { FirebreakError } from '../../domain/errors.ts';
import { tokenExchangeGrant } from './grant-names.ts';

export interface Registered {
  readonly keyId: string;
  readonly secret: string;
  /** RFC 7592 §3: who holds it may change or delete the client. */
  readonly registrationAccessToken: string;
}

interface RegistrationReply {
  readonly client_id: string;
  readonly client_secret: string;
  readonly registration_access_token: string;
}

export async function registerClient(issuer: string, initialAccessToken: string, name: string): Promise<Registered> {
  const response = await fetch(`${issuer}/reg`, {
    method: 'POST',
    headers: { authorization: `Bearer ${initialAccessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(metadata(name)),
  });
  if (response.status !== 201) {
    throw new FirebreakError(
      'ERR_SETUP',
      `the issuer answered ${response.status} to the registration of ${name}, expected 201`,
    );
  }
  const reply = (await response.json()) as RegistrationReply;
  return {
    keyId: reply.client_id,
    secret: reply.client_secret,
    registrationAccessToken: reply.registration_access_token,
  };
}

function metadata(name: string): object {
  return {
    client_name: name,
    grant_types: ['client_credentials', 'refresh_token', tokenExchangeGrant],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: 'client_secret_basic',
    scope: 'mcp:tools',
  };
}
