/** One containment through Firebreak, from the alert to the verdict, with a scripted responder. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { GatewayClient } from '../cli/gateway-client.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Leak } from './leak.ts';

export interface Contained {
  /** Milliseconds since the epoch at which the alert was sent. */
  readonly sentAtMs: number;
  /** Milliseconds since the epoch at which the gateway had accepted it. */
  readonly acceptedAtMs: number;
  readonly evidence: readonly Evidence[];
}

/** Milliseconds between looks at the ledger; the times measured are the ledger's own. */
const lookMs = 50;
const reason = 'scripted responder of the bench';

export async function contain(gateway: GatewayClient, { inventory, report }: Leak): Promise<Contained> {
  const sentAtMs = Date.now();
  const alert = { source: 'gitleaks', report, config: inventory, reportedBy: 'bench' } as const;
  const [started] = await gateway.sendAlert(alert);
  const acceptedAtMs = Date.now();
  if (!started) throw new Error('the gateway started no response');
  const evidence: Evidence[] = [];
  while (evidence.at(-1)?.kind !== 'incident.closed') {
    const fresh = await gateway.ledger(started.incidentId, evidence.at(-1)?.seq ?? 0);
    evidence.push(...fresh);
    await approve(gateway, fresh);
    if (fresh.length === 0) await sleep(lookMs);
  }
  return { sentAtMs, acceptedAtMs, evidence };
}

async function approve(gateway: GatewayClient, evidence: readonly Evidence[]): Promise<void> {
  for (const entry of evidence) {
    if (entry.kind !== 'checkpoint.opened') continue;
    const { id, digest } = entry.body;
    await gateway.decide(id, { who: 'ana', answer: 'approve', digest, reason, surface: 'api' });
  }
}
