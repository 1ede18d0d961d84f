/** What must be understood in five seconds: the word, the doors, the residuals, the clock. */
import type { Report } from '../../domain/report.ts';
import { summaryOf } from '../../domain/report-summary.ts';
import { duration } from '../wording/duration.ts';
import { utc, utcTime } from '../wording/instant.ts';
import { residualNote } from '../wording/residuals.ts';
import { verdictWords } from '../wording/verdict.ts';
import { ClockBar } from './clock-bar.tsx';
import { VerdictIcon } from './verdict-icon.tsx';

interface HeaderProps {
  readonly report: Report;
  readonly madeAt: string;
}

export function VerdictHeader({ report, madeAt }: HeaderProps) {
  const { word, sentence } = verdictWords(report);
  return (
    <header>
      <div class={`banner ${report.verdict}`}>
        <VerdictIcon verdict={report.verdict} />
        <div>
          <h1>
            {word} <span class="codename">{report.codename}</span>
          </h1>
          <p>{sentence}</p>
        </div>
      </div>
      <Facts report={report} madeAt={madeAt} />
      <p class="soft">{origin(report)}</p>
    </header>
  );
}

function origin({ credential, environment, openedAt, containedAt, closedAt, window }: Report): string {
  const end = containedAt
    ? `contained ${utcTime(containedAt)}`
    : closedAt
      ? `ended ${utcTime(closedAt)}`
      : 'not ended yet';
  return (
    `Credential ${credential} (${environment}). Alert accepted ${utc(openedAt)}, ${end}. ` +
    `Leak window open since ${utc(window.openedAt)} (${window.source}).`
  );
}

function Facts({ report, madeAt }: HeaderProps) {
  const summary = summaryOf(report);
  return (
    <dl class="facts">
      <div>
        <dt>Doors proven closed</dt>
        <dd>
          <b>{summary.closed}</b> of {summary.doors}
        </dd>
      </div>
      <div>
        <dt>Residuals</dt>
        <dd>
          <b>{summary.residuals}</b> {residualNote(summary, madeAt)}
        </dd>
      </div>
      <div>
        <dt>First brake</dt>
        <dd>
          {summary.firstBrakeMs === null ? <b>none</b> : <Span ms={summary.firstBrakeMs} note="after the alert" />}
        </dd>
      </div>
      <div class="wide">
        <dt>Clock against ten minutes</dt>
        <dd>
          <ClockBar machineMs={report.machineMs} humanMs={report.humanMs} />
        </dd>
      </div>
    </dl>
  );
}

function Span({ ms, note }: { readonly ms: number; readonly note: string }) {
  return (
    <>
      <b>{duration(ms)}</b> {note}
    </>
  );
}
