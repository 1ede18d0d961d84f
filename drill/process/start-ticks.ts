/** When did this process start, in clock ticks since boot? Tells a live process from a later one with the same pid. */
import { readFileSync } from 'node:fs';

/** Field 22 of /proc/<pid>/stat (proc_pid_stat(5)), or undefined when no such process lives. */
export function startTicks(pid: number): number | undefined {
  const fields = statFields(pid);
  return fields === undefined || fields[0] === 'Z' ? undefined : Number(fields[19]);
}

/** Fields from the third on: the second, the command, may hold spaces and ')'. */
function statFields(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
