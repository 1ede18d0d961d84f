/** What is still open, what holds it meanwhile, and what to do next. First when the verdict is not `contained`. */
import type { Door, Report } from '../../domain/report.ts';
import { count } from '../wording/count.ts';
import { nextActs } from '../wording/next-acts.ts';
import { When } from './when.tsx';

/** Longer lists stand in the doors table. */
const shown = 12;

export function NextSection({ report }: { readonly report: Report }) {
  const unclosed = report.verdict === 'contained' ? [] : report.doors.filter((door) => door.state !== 'closed');
  const bare = unclosed.filter((door) => door.brakedAt === null);
  const held = unclosed.filter((door) => door.brakedAt !== null);
  return (
    <section aria-labelledby="next">
      <h2 id="next">What to do next</h2>
      <ol class="acts">
        {nextActs(report).map(({ text, command }) => (
          <li>
            {text}
            {command && (
              <>
                {' '}
                <code>{command}</code>
              </>
            )}
          </li>
        ))}
      </ol>
      {bare.length > 0 && (
        <DoorList id="bare" title={`Still open: nothing holds ${count(bare.length, 'door')}`} doors={bare} />
      )}
      {held.length > 0 && (
        <DoorList id="held" title={`Not closed, but a brake holds ${count(held.length, 'door')}`} doors={held} />
      )}
    </section>
  );
}

function DoorList({
  id,
  title,
  doors,
}: {
  readonly id: string;
  readonly title: string;
  readonly doors: readonly Door[];
}) {
  const more = doors.length - shown;
  return (
    <div class={`callout ${id}`}>
      <h3>{title}</h3>
      <ul>
        {doors.slice(0, shown).map((door) => (
          <li>
            <b>{door.name}</b> at {door.place}
            <span class="soft">
              : {door.how}
              {door.brakedAt !== null && (
                <>
                  ; braked since <When at={door.brakedAt} />
                </>
              )}
            </span>
          </li>
        ))}
        {more > 0 && <li>and {more} more in the doors table</li>}
      </ul>
    </div>
  );
}
