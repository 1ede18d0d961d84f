import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { reportJson } from '../../../console/report/json.ts';
import { renderReport } from '../../../console/report/render.ts';
import { report as schema } from '../../../console/report/report-schema.ts';
import { reportFrom } from '../../../domain/report-from.ts';
import { containedLedger, heldLedger, hostileLedger, openLedger, runningLedger } from '../../support/ledgers.ts';

const published = `${JSON.stringify(z.toJSONSchema(schema), null, 2)}\n`;

describe('reportJson', () => {
  const evil = '<b>\u202e\u001b[31m\n';
  const all = [
    containedLedger(),
    heldLedger(),
    openLedger(),
    runningLedger(),
    hostileLedger(evil),
    containedLedger().slice(0, 1),
  ];

  it('is what schemas/report.schema.json says it is', async () => {
    await expect(published).toMatchFileSnapshot('../../../schemas/report.schema.json');
  });

  it.each(all.map((ledger, index) => [index, ledger] as const))('fits its schema: ledger %i', (_index, ledger) => {
    const parsed: unknown = JSON.parse(reportJson(reportFrom(ledger)));
    expect(schema.safeParse(parsed).error).toBeUndefined();
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(JSON.parse(published) as object);
    validate(parsed);
    expect(validate.errors).toBeNull();
    expect(parsed).toEqual({ version: 1, ...reportFrom(ledger) });
  });

  it('gives equal bytes for equal ledgers, and nothing that acts on a terminal', () => {
    expect(reportJson(reportFrom(containedLedger()))).toBe(reportJson(reportFrom(containedLedger())));
    expect(reportJson(reportFrom(hostileLedger(evil))).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('renderReport', () => {
  it('serves the three formats and refuses others by name', () => {
    const report = reportFrom(containedLedger());
    const types = ['html', 'md', 'json'].map((format) => renderReport(report, format).contentType);
    expect(types).toEqual(['text/html; charset=utf-8', 'text/markdown; charset=utf-8', 'application/json']);
    expect(() => renderReport(report, 'pdf')).toThrow(/no report format pdf; choose md, html or json/);
  });
});
