/** How the six steps went, each with what it is for and where it stands in NIST CSF 2.0. */
import type { Report, StepReport } from '../../domain/report.ts';
import { count } from '../wording/count.ts';
import { duration } from '../wording/duration.ts';
import { stepState, stepWords } from '../wording/steps.ts';
import { Badge } from './badge.tsx';
import { Table } from './table.tsx';
import { When } from './when.tsx';

const head = ['Step', 'State', 'Proven', 'Entered (UTC)', 'Ended (UTC)', 'Waited for people', 'NIST CSF 2.0'];

export function StepsSection({ report }: { readonly report: Report }) {
  return (
    <section aria-labelledby="steps">
      <h2 id="steps">The six steps</h2>
      <Table label="The six steps" head={head}>
        {report.steps.map((step, index) => (
          <StepRow step={step} number={index + 1} residuals={residualsOf(report, step)} />
        ))}
      </Table>
    </section>
  );
}

function residualsOf({ doors }: Report, { verb }: StepReport): number {
  return doors.filter((door) => door.verb === verb && door.state === 'residual').length;
}

interface StepRowProps {
  readonly step: StepReport;
  readonly number: number;
  readonly residuals: number;
}

function StepRow({ step, number, residuals }: StepRowProps) {
  const words = stepWords[step.verb];
  return (
    <tr>
      <th scope="row">
        {number}. {step.verb}
        <span class="note">{words.purpose}</span>
      </th>
      <td>
        <Badge state={step.state} {...stepState(step.state)} />
      </td>
      <td>
        <b>
          {step.done} of {step.total}
        </b>
        <span class="note">
          {words.counts}
          {residuals > 0 && `, ${count(residuals, 'residual')}`}
        </span>
      </td>
      <td>
        <When at={step.enteredAt} style="precise" />
      </td>
      <td>
        <When at={step.finishedAt} style="precise" />
      </td>
      <td>{step.humanMs > 0 ? duration(step.humanMs) : '–'}</td>
      <td>{words.csf}</td>
    </tr>
  );
}
