/** Which incidents are there? One line each, for `firebreak list`. */
import type { Incident, Verdict } from '../../domain/incident.ts';
import { terminalCell } from '../escape/terminal.ts';
import { localMinute } from '../wording/instant.ts';
import { type Colors, colorsOf, type PageOptions } from './page.ts';

export type ListedIncident = Pick<Incident, 'codename' | 'credential' | 'environment' | 'openedAt'> & {
  /** Null while it runs. */
  readonly verdict: Verdict | null;
};

const columns = [14, 20, 16, 13, 17] as const;

/** Ends without a newline. */
export function incidentList(incidents: readonly ListedIncident[], options: PageOptions): string {
  if (incidents.length === 0) return 'No incident yet. `firebreak respond --alert FILE` opens one.';
  const colors = colorsOf(options);
  const head = colors.dim(row(['', 'CODENAME', 'CREDENTIAL', 'ENVIRONMENT', 'OPENED'], (first) => first));
  return [head, ...incidents.map((incident) => line(incident, options, colors))].join('\n');
}

function line(incident: ListedIncident, options: PageOptions, colors: Colors): string {
  const verdict = incident.verdict ?? 'running';
  const { icon, paint } = looks(colors)[verdict];
  const cells = [`${icon} ${verdict}`, incident.codename, incident.credential, incident.environment];
  return row([...cells, localMinute(incident.openedAt, options.timeZone)], paint);
}

function looks(colors: Colors) {
  return {
    contained: { icon: '✔', paint: colors.green },
    held: { icon: '‖', paint: colors.yellow },
    open: { icon: '✖', paint: colors.red },
    running: { icon: '▶', paint: colors.cyan },
  } as const satisfies Record<Verdict | 'running', { icon: string; paint: (text: string) => string }>;
}

/** Only the first cell is painted. */
function row(cells: readonly string[], paint: (text: string) => string): string {
  const [first = '', ...rest] = cells.map((cell, index) => terminalCell(cell, (columns[index] ?? 8) - 1));
  return [paint(first), ...rest].join(' ').trimEnd();
}
