import { FirebreakError } from '../../domain/errors.ts';
import type { Probe } from '../connector.ts';
import type { McpClient, Opened } from './mcp-client.ts';
import type { Pair } from './mcp-schema.ts';
import type { TokenSource } from './mcp-token.ts';

/** Does this pair still open a session here? Asks as an attacker would, and leaves neither session nor token behind. */
export async function probePair(client: McpClient, tokens: TokenSource, pair: Pair): Promise<Probe> {
  const answer = await tokens.ask(pair).catch(unreached);
  if (answer.state === 'unknown') return answer;
  if (answer.state === 'refused') return refused('the issuer says invalid_client to the pair');
  const opened = await client.initialize(answer.token);
  if (opened.session !== undefined) await client.end(answer.token, opened.session);
  await tokens.giveBack(pair, answer.token);
  return probeFrom(opened);
}

function unreached(error: unknown): { state: 'unknown'; reason: string } {
  if (error instanceof FirebreakError) return { state: 'unknown', reason: error.message };
  throw error;
}

function probeFrom({ exchange }: Opened): Probe {
  if (exchange.state !== 'answered') return { state: 'unknown', reason: 'the server gave no answer' };
  const { status } = exchange;
  if (status === 401) return refused('the server answers 401 to a token just issued for the pair');
  if (status >= 200 && status < 300) return { state: 'accepted' };
  return { state: 'unknown', reason: `the issuer takes the pair; the server answered ${status} to its token` };
}

function refused(how: string): Probe {
  return { state: 'refused', proof: { level: 'refused', at: new Date().toISOString(), how } };
}
