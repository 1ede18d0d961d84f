/** Every way in, with the strength of the proof that it is closed. Whatever is not closed comes first. */
import type { Door, Report } from '../../domain/report.ts';
import { byUrgency, doorState, proofWords } from '../wording/doors.ts';
import { Badge } from './badge.tsx';
import { Table } from './table.tsx';
import { When } from './when.tsx';

/** Rows a browser still scrolls well; the JSON holds all. */
const cap = 1000;

const head = ['State', 'Door', 'Proof', 'Open since (UTC)', 'Braked (UTC)', 'Proven (UTC)'];

export function DoorsSection({ report }: { readonly report: Report }) {
  const doors = byUrgency(report.doors);
  return (
    <section aria-labelledby="doors">
      <h2 id="doors">Doors</h2>
      <p class="soft">
        A door is anything the holder of the leaked key could still walk through. Proof, weakest first: call accepted
        only (never enough), asked again, tried and refused, silent since.
      </p>
      {doors.length === 0 ? (
        <p>No door has been found.</p>
      ) : (
        <Table label="Doors" head={head}>
          {doors.slice(0, cap).map((door) => (
            <DoorRow door={door} />
          ))}
        </Table>
      )}
      {doors.length > cap && <p>{doors.length - cap} more closed doors stand in the JSON report.</p>}
    </section>
  );
}

function DoorRow({ door }: { readonly door: Door }) {
  return (
    <tr>
      <td>
        <Badge state={door.state} {...doorState(door)} />
      </td>
      <th scope="row">
        {door.name}
        <span class="note">
          {door.kind} at {door.place}, {door.verb}
        </span>
      </th>
      <td>
        {proofWords(door)}
        <span class="note">{door.how}</span>
      </td>
      <td>
        <When at={door.openedAt} style="day" />
      </td>
      <td>
        <When at={door.brakedAt} style="precise" />
      </td>
      <td>
        <When at={door.provenAt} style="precise" />
      </td>
    </tr>
  );
}
