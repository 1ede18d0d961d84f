/** Does a Temporal server answer for our namespace, with the search attributes we use? */
import { setTimeout as sleep } from 'node:timers/promises';
import { msToTs } from '@temporalio/common/lib/time.js';
import { FirebreakError } from '../domain/errors.ts';

export const searchAttributes = ['FirebreakPhase', 'FirebreakEnvironment', 'FirebreakCheckpoint'] as const;

const keyword = 2; // temporal.api.enums.v1.IndexedValueType
const notFound = 5; // gRPC status
const alreadyExists = 6;

/** Asks until the namespace is there. */
export async function namespaceAnswers(address: string, namespace: string, signal: AbortSignal): Promise<void> {
  const connection = await connect(address);
  try {
    while (!signal.aborted) {
      const deadline = Date.now() + 2_000;
      const asked = connection.withDeadline(deadline, () =>
        connection.workflowService.describeNamespace({ namespace }),
      );
      if (
        await asked.then(
          () => true,
          () => false,
        )
      )
        return;
      await sleep(50);
    }
  } finally {
    await connection.close();
  }
}

/** For a server that is not ours: makes namespace and search attributes when they are missing, or says what to do. */
export async function prepareNamespace(address: string, namespace: string): Promise<void> {
  const connection = await connect(address);
  try {
    await connection.withDeadline(Date.now() + 5_000, () => registerWhenMissing(connection, namespace));
    await connection.withDeadline(Date.now() + 30_000, () => addSearchAttributes(connection, namespace));
  } catch (cause) {
    throw new FirebreakError(
      'ERR_TEMPORAL_DOWN',
      `The Temporal server at ${address} (TEMPORAL_ADDRESS) did not answer for namespace ${namespace}. Expected a reachable server where the namespace and the search attributes ${searchAttributes.join(', ')} (Keyword) exist or may be made. Check the address, or unset TEMPORAL_ADDRESS to use a local server.`,
      { cause },
    );
  } finally {
    await connection.close();
  }
}

type Connection = Awaited<ReturnType<typeof connect>>;

/** Loaded late: the client takes a third of a second that the first line on screen should not wait for. */
async function connect(address: string) {
  const { Connection: TemporalConnection } = await import('@temporalio/client');
  return TemporalConnection.lazy({ address, connectTimeout: 2_000 });
}

async function registerWhenMissing(connection: Connection, namespace: string): Promise<void> {
  try {
    await connection.workflowService.describeNamespace({ namespace });
  } catch (error) {
    if (codeOf(error) !== notFound) throw error;
    const request = { namespace, workflowExecutionRetentionPeriod: msToTs('30 days') };
    await connection.workflowService.registerNamespace(request).catch(ignoreExisting);
  }
}

async function addSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const customAttributes = await knownAttributes(connection, namespace);
  const missing = searchAttributes.filter((name) => !(name in customAttributes));
  if (missing.length === 0) return;
  const wanted = Object.fromEntries(missing.map((name) => [name, keyword]));
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: wanted }).catch(ignoreExisting);
}

/** A new namespace is known to all parts of the server after some seconds; the caller's deadline ends the asking. */
async function knownAttributes(connection: Connection, namespace: string): Promise<Record<string, unknown>> {
  for (;;) {
    try {
      return (await connection.operatorService.listSearchAttributes({ namespace })).customAttributes;
    } catch (error) {
      if (codeOf(error) !== notFound) throw error;
      await sleep(250);
    }
  }
}

function ignoreExisting(error: unknown): void {
  if (codeOf(error) !== alreadyExists) throw error;
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
