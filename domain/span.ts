/** Milliseconds between two ISO instants; negative when they stand the wrong way round. */
export function msBetween(from: string, to: string): number {
  return Date.parse(to) - Date.parse(from);
}

/** The sum of spans in milliseconds. */
export function sumMs(spans: readonly number[]): number {
  return spans.reduce((total, span) => total + span, 0);
}
