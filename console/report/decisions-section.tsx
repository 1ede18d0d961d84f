/** What people were asked, what they answered, and how long the response waited. */
import type { DecisionReport, Report } from '../../domain/report.ts';
import { decisionState } from '../wording/decisions.ts';
import { duration } from '../wording/duration.ts';
import { Badge } from './badge.tsx';
import { Table } from './table.tsx';
import { When } from './when.tsx';

const head = ['No.', 'Asked', 'Answer', 'By', 'Asked at (UTC)', 'Waited', 'Plan digest'];

export function DecisionsSection({ report: { decisions } }: { readonly report: Report }) {
  return (
    <section aria-labelledby="decisions">
      <h2 id="decisions">Decisions</h2>
      {decisions.length === 0 ? (
        <p>Nobody was asked anything.</p>
      ) : (
        <Table label="Decisions" head={head}>
          {decisions.map((decision, index) => (
            <DecisionRow decision={decision} number={index + 1} />
          ))}
        </Table>
      )}
    </section>
  );
}

function DecisionRow({ decision, number }: { readonly decision: DecisionReport; readonly number: number }) {
  return (
    <tr>
      <td>{number}</td>
      <th scope="row">
        {decision.act}
        <span class="note">{decision.checkpointId}</span>
      </th>
      <td>
        <Badge state={decision.outcome} {...decisionState(decision.outcome)} />
      </td>
      <td>
        {decision.answers.length === 0
          ? 'nobody'
          : decision.answers.map(({ who, surface, answer, reason, at }) => (
              <div>
                {who}: {answer} ({surface}, <When at={at} style="precise" />)
                {reason && <span class="note">“{reason}”</span>}
              </div>
            ))}
      </td>
      <td>
        <When at={decision.openedAt} style="precise" />
      </td>
      <td>{decision.waitedMs === null ? 'still waiting' : duration(decision.waitedMs)}</td>
      <td>
        <code>{decision.digest}</code>
      </td>
    </tr>
  );
}
