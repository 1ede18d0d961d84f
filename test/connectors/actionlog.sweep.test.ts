import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ActionlogFixture, openActionlogFixture, since, usual } from './actionlog-fixture.ts';

let fixture: ActionlogFixture;

beforeEach(async () => {
  fixture = await openActionlogFixture();
});

afterEach(() => fixture.close());

test('handoffs come from the sessions asked for, in the window', async () => {
  const handoff = { toAgent: 'research', toSession: 'r-1', brief: 'b-1' };
  fixture.write(
    { kind: 'brief.handed', handoff },
    { kind: 'brief.handed', handoff, session: 's-2' },
    { kind: 'brief.handed' },
    { kind: 'query.ran', handoff },
  );
  const handoffs = (await fixture.connector.findHandoffs?.(['s-1', 's-9'], since)) ?? [];
  expect(handoffs).toEqual([
    {
      id: expect.stringMatching(/^agent\/billing\/actions#0\./),
      at: usual.at,
      fromAgent: 'billing',
      fromSession: 's-1',
      ...handoff,
    },
  ]);
  expect(await fixture.connector.findHandoffs?.(['s-1'], '2026-03-04T05:00:00Z')).toEqual([]);
});
