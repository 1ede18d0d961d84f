/** How is a span of time said to people? */

/** Rounded so that two units at most are read: `127 ms`, `41.3 s`, `4 min 12 s`, `3 h 5 min`, `2 d 4 h`. */
export function duration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const s = Math.round(ms / 1000);
  if (s < 3600) return two(Math.floor(s / 60), 'min', s % 60, 's');
  const min = Math.floor(s / 60);
  if (min < 24 * 60) return two(Math.floor(min / 60), 'h', min % 60, 'min');
  const h = Math.floor(min / 60);
  return two(Math.floor(h / 24), 'd', h % 24, 'h');
}

/** As a stop watch shows it: `0:41`, `12:05`. Whole seconds, rounded down. */
export function stopwatch(ms: number): string {
  const s = Math.floor(Math.abs(ms) / 1000);
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`;
}

/** `in 4 min 12 s` or `4 min 12 s ago`, seen from `now`. */
export function away(at: string, now: string): string {
  const ms = Date.parse(at) - Date.parse(now);
  return ms >= 0 ? `in ${duration(ms)}` : `${duration(-ms)} ago`;
}

function two(major: number, majorUnit: string, minor: number, minorUnit: string): string {
  return minor === 0 ? `${major} ${majorUnit}` : `${major} ${majorUnit} ${minor} ${minorUnit}`;
}
