/** The report as one HTML file: no script, no request to anywhere, readable in the dark, on a phone and on paper. */
import { raw } from 'hono/html';
import { renderToString } from 'hono/jsx/dom/server';
import type { Report } from '../../domain/report.ts';
import { visibleDeep } from '../escape/visible.ts';
import { utc } from '../wording/instant.ts';
import { verdictWords } from '../wording/verdict.ts';
import { ActionsSection } from './actions-section.tsx';
import { DecisionsSection } from './decisions-section.tsx';
import { DependentsSection } from './dependents-section.tsx';
import { DoorsSection } from './doors-section.tsx';
import { HopsSection } from './hops-section.tsx';
import { NextSection } from './next-section.tsx';
import { OriginSection } from './origin-section.tsx';
import { RecordSection } from './record-section.tsx';
import { ResidualsSection } from './residuals-section.tsx';
import { StepsSection } from './steps-section.tsx';
import { style } from './style.ts';
import { TimelineSection } from './timeline-section.tsx';
import { VerdictHeader } from './verdict-header.tsx';

const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** `madeAt`: the instant countdowns are seen from. */
export function reportHtml(report: Report, madeAt: string): string {
  return `<!doctype html>\n${renderToString(<Page report={visibleDeep(report)} madeAt={madeAt} />)}\n`;
}

function Page({ report, madeAt }: { readonly report: Report; readonly madeAt: string }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>{`${verdictWords(report).word} · ${report.codename} · Firebreak report`}</title>
        <style>{raw(style)}</style>
      </head>
      <body>
        <VerdictHeader report={report} madeAt={madeAt} />
        <main>
          <NextSection report={report} />
          <ResidualsSection report={report} madeAt={madeAt} />
          <StepsSection report={report} />
          <TimelineSection report={report} />
          <DoorsSection report={report} />
          <DependentsSection report={report} />
          <HopsSection report={report} />
          <ActionsSection report={report} />
          <DecisionsSection report={report} />
          <OriginSection report={report} />
          <RecordSection report={report} />
        </main>
        <Foot report={report} madeAt={madeAt} />
      </body>
    </html>
  );
}

function Foot({ report, madeAt }: { readonly report: Report; readonly madeAt: string }) {
  return (
    <footer>
      <p>
        Made {utc(madeAt)} from {report.ledger.entries} ledger entries and nothing else. Head of the chain:{' '}
        <code>{report.ledger.head}</code>. <code>firebreak verify {report.incidentId}</code> recomputes it.
      </p>
    </footer>
  );
}
