/** What started it, and by which runbook did it run? */
import type { Report } from '../../domain/report.ts';
import { Table } from './table.tsx';
import { When } from './when.tsx';

export function OriginSection({ report }: { readonly report: Report }) {
  const { alerts, runbook, children } = report;
  return (
    <section aria-labelledby="origin">
      <h2 id="origin">Where it came from</h2>
      <Table label="Alerts" head={['Alert', 'Rule', 'Location', 'At', 'Effect']}>
        {alerts.map(({ at, source, rule, location, joined }) => (
          <tr>
            <th scope="row">{source}</th>
            <td>{rule}</td>
            <td>{location}</td>
            <td>
              <When at={at} />
            </td>
            <td>{joined ? 'joined this incident' : 'opened this incident'}</td>
          </tr>
        ))}
      </Table>
      <p>
        Runbook {runbook.name}, version {runbook.version}, mode {runbook.mode}, sequence {runbook.sequence}, hash{' '}
        <code>{runbook.hash.slice(0, 16)}</code>. Leaked key id <code>{report.keyId}</code>.
      </p>
      {children.length > 0 && (
        <ul>
          {children.map(({ incidentId, credential, agent }) => (
            <li>
              Child incident <code>{incidentId}</code> for credential {credential} of {agent}; it has its own report.
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
