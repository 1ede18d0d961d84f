import { writeFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { actionlog } from '../../connectors/actionlog/actionlog-connector.ts';
import { type ActionlogFixture, openActionlogFixture, pullFrom, since, usual } from './actionlog-fixture.ts';

let fixture: ActionlogFixture;

beforeEach(async () => {
  fixture = await openActionlogFixture();
});

afterEach(() => fixture.close());

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('billing', 'key_1', 's-1', 'token.minted', usual.at),
);
const line = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc
    .record(
      {
        at: fc.oneof(text, fc.constant(usual.at)),
        agent: text,
        session: text,
        keyId: text,
        kind: fc.oneof(text, fc.constantFrom('token.minted', 'url.signed', 'brief.handed')),
        effect: text,
        target: fc.oneof(text, fc.string({ minLength: 300, unit: 'binary' })),
        handoff: fc.oneof(fc.jsonValue(), fc.record({ toAgent: text, toSession: text, brief: text })),
        grant: fc.oneof(
          fc.jsonValue(),
          fc.record({ id: text, kind: fc.constantFrom('access_token', 'signed_url'), issuer: text, sealed: text }),
        ),
      },
      { requiredKeys: ['at', 'agent', 'kind'] },
    )
    .map((value) => JSON.stringify(value)),
);

test('nothing throws, nothing is read twice, and every name is one short line', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 8 }), async (lines) => {
      writeFileSync(fixture.path, lines.map((each) => `${each}\n`).join(''));
      const connector = actionlog.create({ path: fixture.path }, fixture.context);
      const { actions, mark } = await pullFrom(connector);
      expect((await pullFrom(connector, mark)).actions).toEqual([]);
      const handoffs = (await connector.findHandoffs?.(['s-1'], since)) ?? [];
      const holdings = (await connector.grants?.find?.({ keyIds: ['key_1'], agents: [], since })) ?? [];
      for (const found of [...actions, ...handoffs, ...holdings].flatMap((each) => Object.values(each))) {
        if (typeof found !== 'string') continue;
        expect(found).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      }
      for (const { target } of actions) expect(target.length).toBeLessThanOrEqual(400);
    }),
    { numRuns: 150 },
  );
});
