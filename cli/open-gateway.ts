/** Where is the gateway of this state folder, and what lets us in? */
import { readFile } from 'node:fs/promises';
import { FirebreakError } from '../domain/errors.ts';
import { runningGateway } from '../runtime/stack-ensure.ts';
import { stateFolder } from '../runtime/state-folder.ts';
import { createGatewayClient, type GatewayClient } from './gateway-client.ts';

/** Throws ERR_STACK_DOWN when no stack runs on the folder. */
export async function openGateway(stateDir: string): Promise<GatewayClient> {
  const url = await runningGateway(stateDir);
  if (url === null) {
    throw new FirebreakError(
      'ERR_STACK_DOWN',
      `no stack runs on ${stateDir}; expected one: start it with firebreak up`,
    );
  }
  return createGatewayClient(url, await readToken(stateFolder(stateDir).tokenFile));
}

export async function readToken(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    throw new FirebreakError('ERR_UNAUTHENTICATED', `${file} cannot be read; expected the token of the gateway there`, {
      cause,
    });
  }
}
