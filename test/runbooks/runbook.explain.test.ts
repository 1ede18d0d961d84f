import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseInventory } from '../../config.ts';
import type { Connector } from '../../connectors/connector.ts';
import type { Inventory } from '../../domain/inventory.ts';
import { parseRunbook } from '../../runbooks/parse.ts';
import { explainRunbook } from '../../runbooks/plan.ts';
import { inventoryText, kinds } from '../config/kinds.ts';

const shipped = readFileSync(join(import.meta.dirname, '../../runbooks/leaked-agent-credential.yaml'), 'utf8');
const inventory = parseInventory(inventoryText, '/srv/firebreak.yaml', kinds);

const none = async (): Promise<never> => {
  throw new Error('a plan calls nothing');
};

const control = { find: none, brake: none, end: none, confirm: none };

/** Can do everything the steps need. */
const able: Connector = {
  operations: {},
  minter: { mint: none, findMinted: none, discard: none },
  fence: none,
  retire: none,
  probe: none,
  seen: none,
  bar: none,
  sessions: control,
  connections: control,
  grants: control,
  pullActions: none,
  findHandoffs: none,
};

function explain(
  changes: Readonly<Record<string, Connector>> = {},
  yaml = shipped,
  given: Inventory = inventory,
): string {
  const connectors = new Map(given.places.map(({ id }) => [id, changes[id] ?? able]));
  const credential = given.credentials.find(({ id }) => id === 'billing');
  if (credential === undefined) throw new Error('the inventory of this test has a credential billing');
  return explainRunbook(parseRunbook(yaml, 'r.yaml'), given, credential, connectors).join('\n');
}

describe('explainRunbook', () => {
  test('says for each step what is braked, who is asked, what is finished and how it is proven', () => {
    const text = explain();
    expect(text).toContain('leaked-agent-credential v1');
    expect(text).toContain('hand it to and see it used by: invoicer (surface/ledger-db, issuer/main)');
    expect(text).toContain('1 of ana within 5m; silence or a no holds the step, brakes on');
    expect(text).toContain('stop the sessions of billing at agent/billing/sessions and bar new ones');
    expect(text).toContain('at most 8 deep and 500 in all');
    expect(text).toContain('Every capability the steps need is there.');
  });

  test('names what a place cannot do, as the residual it will be', () => {
    const { minter: _minter, probe: _probe, ...unable } = able;
    const text = explain({ 'issuer/main': unable });
    expect(text).toMatch(/rotate +issuer\/main cannot mint/);
    expect(text).toMatch(/rotate +issuer\/main cannot be tried with the old credential/);
    expect(text).not.toContain('Every capability');
  });

  test('asks for a fence only where the runbook fences', () => {
    const { fence: _fence, ...unable } = able;
    const unfenced = { 'surface/ledger-db': unable };
    expect(explain(unfenced)).not.toContain('cannot fence');
    expect(explain(unfenced, shipped.replace('mode: overlap', 'mode: fence-first'))).toContain(
      'surface/ledger-db cannot fence',
    );
  });

  test('names an agent whose sessions and actions nobody can see', () => {
    const given = { ...inventory, agents: inventory.agents.map((agent) => ({ ...agent, sessions: [], actions: [] })) };
    const text = explain({}, shipped, given);
    expect(text).toContain('agent/billing names no session runtime');
    expect(text).toContain('agent/billing names no action log: its hops are not found');
  });

  test('warns when more people must approve than may', () => {
    expect(explain({}, shipped.replace('quorum: 1', 'quorum: 2'))).toContain(
      'WARNING: 2 people must approve but only 1 may',
    );
  });
});
