/** How is an instant said to people? Reports are read far away and years later, so they speak UTC. */

/** `2026-03-04 03:02:51 UTC`. */
export function utc(at: string): string {
  return `${at.slice(0, 10)} ${utcTime(at)}`;
}

/** `2026-03-04 03:02:51`, for columns of a table that says UTC in its head. */
export function utcDay(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 19)}`;
}

/** `03:02:51 UTC`. */
export function utcTime(at: string): string {
  return `${at.slice(11, 19)} UTC`;
}

/** `03:02:51.120`, for rows of a table that says UTC in its head. */
export function utcPrecise(at: string): string {
  return at.slice(11, 23);
}

/** `2026-03-04 04:02`, local. */
export function localMinute(at: string, timeZone: string | undefined): string {
  const zone = timeZone === undefined ? {} : { timeZone };
  return new Date(at).toLocaleString('sv-SE', { ...zone, dateStyle: 'short', timeStyle: 'short' });
}

/** `03:02:51 GMT+1`: a terminal is read here and now, so it speaks local time. */
export function localTime(at: string, timeZone: string | undefined): string {
  const zone = timeZone === undefined ? {} : { timeZone };
  const digits = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
  return new Date(at).toLocaleTimeString('en-GB', { ...zone, ...digits, timeZoneName: 'short' });
}
