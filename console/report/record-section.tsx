/** The ledger, entry by entry: when it happened and when it was recorded. */
import type { Report } from '../../domain/report.ts';
import { Table } from './table.tsx';
import { When } from './when.tsx';

/** Rows a browser still scrolls well; `firebreak show --json` has all. */
const cap = 2000;

export function RecordSection({ report: { timeline } }: { readonly report: Report }) {
  return (
    <section aria-labelledby="record">
      <h2 id="record">Record</h2>
      <Table label="Ledger entries" head={['No.', 'Happened (UTC)', 'Recorded (UTC)', 'Event', 'What it says']}>
        {timeline.slice(0, cap).map((row) => (
          <tr>
            <td>{row.seq}</td>
            <td>
              <When at={row.at} style="precise" />
            </td>
            <td>
              <When at={row.recordedAt} style="precise" />
            </td>
            <td>
              <code>{row.kind}</code>
            </td>
            <td>{row.text}</td>
          </tr>
        ))}
      </Table>
      {timeline.length > cap && <p>{timeline.length - cap} later entries stand in the ledger.</p>}
    </section>
  );
}
