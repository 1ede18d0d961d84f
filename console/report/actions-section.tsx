/** What was done in the leak window: whatever cannot be undone comes first. */
import type { Action } from '../../domain/action.ts';
import type { Report } from '../../domain/report.ts';
import type { Effect } from '../../domain/verb.ts';
import { count } from '../wording/count.ts';
import { Badge } from './badge.tsx';
import { Table } from './table.tsx';
import { When } from './when.tsx';

/** Rows a browser still scrolls well; the JSON holds all. */
const cap = 500;

const effects = ['irreversible', 'reversible', 'read'] as const satisfies readonly Effect[];
const icons = { irreversible: '✖', reversible: '↺', read: '·' } as const;

export function ActionsSection({ report: { actions } }: { readonly report: Report }) {
  const rows = effects.flatMap((effect) => actions.filter((action) => action.effect === effect));
  const totals = effects.map((effect) =>
    count(actions.filter((action) => action.effect === effect).length, effect, effect),
  );
  return (
    <section aria-labelledby="actions">
      <h2 id="actions">Actions in the leak window</h2>
      <p>
        {actions.length === 0
          ? 'No action was read from any log.'
          : `${count(actions.length, 'action')}: ${totals.join(', ')}. All are suspect until somebody has looked at them.`}
      </p>
      {rows.length > 0 && (
        <Table label="Actions in the leak window" head={['Effect', 'What', 'Target', 'Agent and session', 'At', 'Log']}>
          {rows.slice(0, cap).map((action) => (
            <ActionRow action={action} />
          ))}
        </Table>
      )}
      {rows.length > cap && <p>{count(rows.length - cap, 'more action')} in the JSON report.</p>}
    </section>
  );
}

function ActionRow({ action }: { readonly action: Action }) {
  return (
    <tr>
      <td>
        <Badge state={action.effect} icon={icons[action.effect]} word={action.effect} />
      </td>
      <th scope="row">{action.kind}</th>
      <td>{action.target}</td>
      <td>
        {action.agent} {action.session}
      </td>
      <td>
        <When at={action.at} />
      </td>
      <td>{action.place}</td>
    </tr>
  );
}
