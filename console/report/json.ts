import type { Report } from '../../domain/report.ts';
import { harmlessJson } from '../escape/json.ts';

/** The version of the shape in schemas/report.schema.json. */
const reportVersion = 1;

/** The report for tools. A pure function of the ledger: no time of making, so equal ledgers give equal bytes. */
export function reportJson(report: Report): string {
  return `${harmlessJson({ version: reportVersion, ...report }, 2)}\n`;
}
