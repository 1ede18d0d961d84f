/** Which format was asked for, and what is it served as? */
import { FirebreakError } from '../../domain/errors.ts';
import type { Report } from '../../domain/report.ts';
import { reportHtml } from './html.tsx';
import { reportJson } from './json.ts';
import { reportMarkdown } from './markdown.ts';

export interface Rendered {
  readonly contentType: string;
  readonly text: string;
}

/** `madeAt`: the instant countdowns are seen from. */
export function renderReport(report: Report, format: string, madeAt = new Date().toISOString()): Rendered {
  switch (format) {
    case 'html':
      return { contentType: 'text/html; charset=utf-8', text: reportHtml(report, madeAt) };
    case 'md':
      return { contentType: 'text/markdown; charset=utf-8', text: reportMarkdown(report, madeAt) };
    case 'json':
      return { contentType: 'application/json', text: reportJson(report) };
    default:
      throw new FirebreakError('ERR_USAGE', `there is no report format ${format}; choose md, html or json`);
  }
}
