import type { Report } from '../../domain/report.ts';
import { TimelineChart } from './timeline-chart.tsx';

/** Who was the response waiting for, and when? The picture's twins in words are the steps and decisions tables. */
export function TimelineSection({ report }: { readonly report: Report }) {
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">Timeline</h2>
      <div class="scroll" role="region" aria-label="Timeline of the six steps" tabindex={0}>
        <TimelineChart report={report} />
      </div>
      <p class="legend">
        <span class="key machine-key">machine at work</span>
        <span class="key people-key">waiting for people</span>
        <span class="key turn-key">answered, waiting for its turn</span>
        <span>
          <b aria-hidden="true">◆</b> an answer, numbered as in Decisions
        </span>
      </p>
    </section>
  );
}
