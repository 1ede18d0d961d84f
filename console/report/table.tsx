/** A table that scrolls by itself on a narrow screen, reachable by keyboard. */
import type { Child } from 'hono/jsx';

interface TableProps {
  /** Said to screen readers, and the name of the scrolling region. */
  readonly label: string;
  readonly head: readonly string[];
  readonly children: Child;
}

export function Table({ label, head, children }: TableProps) {
  return (
    <div class="scroll" role="region" aria-label={`${label}, as a table`} tabindex={0}>
      <table>
        <caption class="unseen">{label}</caption>
        <thead>
          <tr>
            {head.map((title) => (
              <th scope="col">{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
