/** Which agents did the leak reach over briefs, and are they stopped? A picture, and the same as a table. */
import type { Report } from '../../domain/report.ts';
import { HopsChart } from './hops-chart.tsx';
import { Table } from './table.tsx';
import { When } from './when.tsx';

const head = ['Depth', 'From', 'To', 'Brief', 'At'];

export function HopsSection({ report }: { readonly report: Report }) {
  const { hops } = report;
  return (
    <section aria-labelledby="hops">
      <h2 id="hops">Hops</h2>
      {hops.length === 0 ? (
        <p>No handoff from an affected session was found.</p>
      ) : (
        <>
          <div class="scroll" role="region" aria-label="Graph of hops" tabindex={0}>
            <HopsChart report={report} />
          </div>
          <Table label="Hops" head={head}>
            {hops.map((hop) => (
              <tr>
                <td>{hop.depth}</td>
                <th scope="row">
                  {hop.fromAgent} <span class="soft">{hop.fromSession}</span>
                </th>
                <td>
                  {hop.toAgent} <span class="soft">{hop.toSession}</span>
                </td>
                <td>{hop.brief}</td>
                <td>
                  <When at={hop.at} />
                </td>
              </tr>
            ))}
          </Table>
        </>
      )}
    </section>
  );
}
