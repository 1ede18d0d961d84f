import { FirebreakError } from '../../domain/errors.ts';
import type { ConnectorContext } from '../connector.ts';
import type { Exchange } from '../exchange.ts';
import { type McpSettings, type Pair, pair, parsed } from './mcp-schema.ts';
import type { TokenSource } from './mcp-token.ts';

/** With which token does Firebreak speak to the server? Its own client's, kept until shortly before it expires. */
export interface Admin {
  /** A 401 means the request was not done: it is sent once more with a new token. */
  withToken(send: (token: string) => Promise<Exchange>): Promise<Exchange>;
  keyId(): Promise<string>;
}

/** Milliseconds before its expiry at which a token is not used any more. */
const marginMs = 30_000;

export function admin(settings: McpSettings, context: ConnectorContext, tokens: TokenSource): Admin {
  let held: { readonly token: string; readonly until: number } | undefined;
  let asking: Promise<string> | undefined;
  const renew = async (): Promise<string> => {
    try {
      held = await ask(settings, context, tokens);
      return held.token;
    } finally {
      asking = undefined;
    }
  };
  const token = async (): Promise<string> => {
    if (held !== undefined && held.until > Date.now()) return held.token;
    asking ??= renew();
    return asking;
  };
  return {
    withToken: async (send) => {
      const used = await token();
      const exchange = await send(used);
      if (exchange.state !== 'answered' || exchange.status !== 401) return exchange;
      if (held?.token === used) held = undefined;
      return send(await token());
    },
    keyId: async () => (await openPair(context, settings.admin)).keyId,
  };
}

async function ask(settings: McpSettings, context: ConnectorContext, tokens: TokenSource) {
  const answer = await tokens.ask(await openPair(context, settings.admin), settings.scope);
  if (answer.state === 'given') return { token: answer.token, until: Date.now() + answer.expiresInMs - marginMs };
  const why = answer.state === 'refused' ? 'the issuer refuses the pair' : answer.reason;
  throw new FirebreakError(
    'ERR_PROVIDER_REFUSED',
    `No token for the client that closes MCP sessions: ${why}. Check the sealed value ${settings.admin} and that it may ask for ${settings.scope}.`,
  );
}

export async function openPair(context: ConnectorContext, ref: string): Promise<Pair> {
  const opened = parsed(pair, await context.secrets.open(ref));
  if (opened !== undefined) return opened;
  throw new FirebreakError('ERR_SECRET_STORE', `The sealed value ${ref} is not {"keyId","secret"}; seal it again.`);
}
