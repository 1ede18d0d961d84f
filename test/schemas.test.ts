import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { configSchema } from '../config-schema.ts';
import { connectorKinds } from '../connectors/index.ts';
import { runbookSchema } from '../runbooks/runbook-schema.ts';

type JsonSchema = Record<string, unknown>;

const root = join(import.meta.dirname, '..');

function toJson(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
}

/** A place is one of the connectors, with exactly the settings of that connector. */
function placeSchema(): JsonSchema {
  const anyOf = Object.entries(connectorKinds).map(([name, kind]) => {
    const { $schema: _draft, properties, required, ...rest } = toJson(kind.settings);
    return {
      ...rest,
      title: name,
      properties: { connector: { const: name }, ...(properties as JsonSchema) },
      required: ['connector', ...((required as string[] | undefined) ?? [])],
    };
  });
  return { description: 'a connector and its settings', anyOf };
}

function firebreakSchema(): JsonSchema {
  const schema = toJson(configSchema);
  const defs = Object.entries(schema['$defs'] as Record<string, JsonSchema>).map(([name, { id: _id, ...rest }]) => [
    name,
    name === 'place' ? placeSchema() : rest,
  ]);
  return { ...schema, $defs: Object.fromEntries(defs) as JsonSchema };
}

function published(schema: JsonSchema): string {
  const { $schema, title, ...rest } = schema;
  return `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`;
}

describe('the published JSON Schemas (npm run schemas writes them)', () => {
  test('schemas/firebreak.schema.json is current', async () => {
    await expect(published(firebreakSchema())).toMatchFileSnapshot('../schemas/firebreak.schema.json');
  });

  test('schemas/runbook.schema.json is current', async () => {
    await expect(published(toJson(runbookSchema))).toMatchFileSnapshot('../schemas/runbook.schema.json');
  });

  test('the built-in runbook fits its schema, and a typo does not', () => {
    const valid = new Ajv2020({ strict: false }).compile(toJson(runbookSchema));
    const runbook = parse(readFileSync(join(root, 'runbooks/leaked-agent-credential.yaml'), 'utf8')) as JsonSchema;
    expect(valid(runbook)).toBe(true);
    expect(valid({ ...runbook, mood: 'overlap' })).toBe(false);
  });

  test('an inventory fits its schema, and an unknown connector or setting does not', () => {
    const valid = new Ajv2020({ strict: false, validateFormats: false }).compile(firebreakSchema());
    const document = readFileSync(join(root, 'docs/config.md'), 'utf8');
    const inventory = parse(/```yaml\n([\s\S]*?)```/.exec(document)?.[1] ?? '') as { issuers: JsonSchema };
    expect(valid(inventory)).toBe(true);
    for (const main of [
      { connector: 'oath', url: 'http://i' },
      { connector: 'oauth', url: 'http://i', prot: 1 },
    ]) {
      expect(valid({ ...inventory, issuers: { main } })).toBe(false);
    }
  });
});
