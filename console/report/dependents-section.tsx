/** Who had to keep working, and where were they seen on the new key? */
import type { Report } from '../../domain/report.ts';
import { Badge } from './badge.tsx';
import { Table } from './table.tsx';
import { When } from './when.tsx';

export function DependentsSection({ report }: { readonly report: Report }) {
  const rows = report.dependents.flatMap(({ id, owner, surfaces }) =>
    surfaces.map((surface) => ({ id, owner, surface })),
  );
  return (
    <section aria-labelledby="dependents">
      <h2 id="dependents">Dependents on the new key</h2>
      {rows.length === 0 ? (
        <p>The inventory names no dependent of this credential.</p>
      ) : (
        <Table
          label="Dependents"
          head={['Dependent', 'Place', 'Seen on the new key', 'Key id seen there', 'At (UTC)', 'Owner']}
        >
          {rows.map(({ id, owner, surface }) => (
            <tr>
              <th scope="row">{id}</th>
              <td>{surface.place}</td>
              <td>
                {surface.verifiedAt === null ? (
                  <Badge state="open" icon="✖" word={surface.failure ?? 'not yet seen'} />
                ) : (
                  <Badge state="closed" icon="✔" word="yes" />
                )}
              </td>
              <td>{surface.keyId ?? '–'}</td>
              <td>
                <When at={surface.verifiedAt} style="precise" />
              </td>
              <td>{owner}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}
