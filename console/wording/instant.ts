/** How is an instant said to people? Reports are read far away and years later, so they speak UTC. */

/** `2026-03-04 03:02:51 UTC`. */
export function utc(at: string): string {
  return `${at.slice(0, 10)} ${utcTime(at)}`;
}

/** `03:02:51 UTC`. */
export function utcTime(at: string): string {
  return `${at.slice(11, 19)} UTC`;
}

/** `03:02:51.120`, for rows of a table that says UTC in its head. */
export function utcPrecise(at: string): string {
  return at.slice(11, 23);
}

/** `03:02:51 GMT+1`: a terminal is read here and now, so it speaks local time. */
export function localTime(at: string, timeZone: string | undefined): string {
  const zone = timeZone === undefined ? {} : { timeZone };
  return new Date(at).toLocaleTimeString('en-GB', { ...zone, timeZoneName: 'short' });
}
