/** How the six steps went, each with what it is for and where it stands in NIST CSF 2.0. */
import type { Report, StepReport } from '../../domain/report.ts';
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
          <StepRow step={step} number={index + 1} />
        ))}
      </Table>
    </section>
  );
}

function StepRow({ step, number }: { readonly step: StepReport; readonly number: number }) {
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
        <span class="note">{words.counts}</span>
      </td>
      <td>
        <When at={step.enteredAt} precise />
      </td>
      <td>
        <When at={step.finishedAt} precise />
      </td>
      <td>{step.humanMs > 0 ? duration(step.humanMs) : '–'}</td>
      <td>{words.csf}</td>
    </tr>
  );
}
