import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connector, Operation } from '../../connectors/connector.ts';
import { statOf } from '../../connectors/process/process-client.ts';
import { processKind } from '../../connectors/process/process-connector.ts';
import type { Holding } from '../../domain/holding.ts';
import { type Act, type ContractFixture, contractCases, runConnectorContract } from './connector-contract.ts';
import { contextFor } from './held-secrets.ts';

const tried = ['a repeated call is harmless', 'a target that is gone already is no failure'];

runConnectorContract({
  name: 'process',
  operations: ['sessions.brake', 'sessions.end', 'bar'],
  make: async (): Promise<ContractFixture> => {
    const folder = await mkdtemp(join(tmpdir(), 'firebreak-process-'));
    const settings = { runDir: folder, barFile: join(folder, 'bar') };
    const connector = processKind.create(settings, contextFor('agent/billing/sessions'));
    const pid = await startSession(folder);
    const held = await connector.sessions?.find?.({ keyIds: ['key-1'], agents: [], since: new Date(0).toISOString() });
    return {
      connector,
      canaries: ['canary'],
      act: async (operation) => actOn(connector, held ?? [], operation, pid),
      close: async () => {
        await end(pid);
        await rm(folder, { recursive: true });
      },
    };
  },
  skip: [
    ...contractCases
      .filter((title) => !tried.includes(title))
      .map((title) => ({
        case: title,
        reason: 'there is no wire between us and the kernel: a signal is sent or refused, and its effect is read back',
      })),
    {
      case: 'a target that is gone already is no failure',
      operation: 'bar',
      reason: 'a bar names an agent, whether or not one runs: there is no target that could be gone',
    },
  ],
});

async function startSession(folder: string): Promise<number> {
  const child = spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });
  const pid = child.pid ?? 0;
  const run = { session: 's-1', agent: 'billing', keyId: 'key-1', pid, startTicks: statOf(pid)?.startTicks ?? 0 };
  await writeFile(join(folder, 's-1.json'), JSON.stringify({ ...run, startedAt: new Date().toISOString() }));
  return pid;
}

async function end(pid: number): Promise<void> {
  if (statOf(pid) !== undefined) process.kill(-pid, 'SIGKILL');
  while ((statOf(pid)?.state ?? 'Z') !== 'Z') await new Promise((resolve) => setTimeout(resolve, 5));
}

function actOn(connector: Connector, held: readonly Holding[], operation: Operation, pid: number): Act {
  const { sessions } = connector;
  const acts: Partial<Record<Operation, Pick<Act, 'run' | 'isProven'>>> = {
    'sessions.brake': {
      run: async () => (await sessions?.brake?.(held)) ?? [],
      isProven: async () => statOf(pid)?.state === 'T',
    },
    'sessions.end': {
      run: async () => (await sessions?.end?.(held)) ?? [],
      isProven: async () => (await sessions?.confirm?.(held))?.[0]?.state === 'ended',
    },
    bar: {
      run: async () => [(await connector.bar?.(['billing'])) ?? { id: '', outcome: 'unknown' }],
      isProven: async () => (await connector.bar?.(['billing']))?.outcome === 'already-done',
    },
  };
  const act = acts[operation];
  if (act === undefined) throw new Error(`the process contract does not try ${operation}`);
  return {
    ...act,
    vanish: () => end(pid),
    isUnchanged: async () => /^[RSD]$/.test(statOf(pid)?.state ?? ''),
    calls: () => false,
  };
}
