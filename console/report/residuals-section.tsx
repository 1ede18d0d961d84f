/** What could not be proven closed: why, whose it is, and when it dies by itself. */
import type { Residual } from '../../domain/evidence.ts';
import type { Report } from '../../domain/report.ts';
import { count } from '../wording/count.ts';
import { doorPlaces } from '../wording/doors.ts';
import { away } from '../wording/duration.ts';
import { Table } from './table.tsx';
import { When } from './when.tsx';

/** Rows a browser still scrolls well; the JSON holds all. */
const cap = 1000;

export function ResidualsSection({ report, madeAt }: { readonly report: Report; readonly madeAt: string }) {
  const { residuals } = report;
  const places = doorPlaces(report);
  return (
    <section aria-labelledby="residuals">
      <h2 id="residuals">Residuals</h2>
      {residuals.length === 0 ? (
        <p>{report.verdict === 'contained' ? 'None: every door found is proven closed.' : 'None has been named.'}</p>
      ) : (
        <Table
          label="Residuals"
          head={['What', 'Place', 'Why it could not be closed', 'Dies by itself', 'Owner', 'Step']}
        >
          {residuals.slice(0, cap).map((item) => (
            <tr>
              <th scope="row">{item.name}</th>
              <td>{places.get(item.what) ?? '–'}</td>
              <td>{item.why}</td>
              <td>
                <Death item={item} madeAt={madeAt} />
              </td>
              <td>{item.owner}</td>
              <td>{item.verb}</td>
            </tr>
          ))}
        </Table>
      )}
      {residuals.length > cap && <p>{count(residuals.length - cap, 'more residual')} in the JSON report.</p>}
    </section>
  );
}

function Death({ item, madeAt }: { readonly item: Residual; readonly madeAt: string }) {
  if (item.diesAt === undefined) return <b>never</b>;
  const word = item.diesAt > madeAt ? 'after this report was made' : 'before this report was made';
  return (
    <>
      <When at={item.diesAt} />
      <br />
      <span class="soft">
        {away(item.diesAt, madeAt).replace(/^in | ago$/g, '')} {word}
      </span>
    </>
  );
}
