/** How long is "90s"? Durations in files are text with a unit; in code they are milliseconds. */

/** Milliseconds per unit. */
const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

export const durationPattern = /^(\d{1,9})(ms|s|m|h)$/;

/** Milliseconds, or undefined when the text is no duration. */
export function durationMs(text: string): number | undefined {
  const match = durationPattern.exec(text);
  if (match === null) return undefined;
  return Number(match[1]) * units[match[2] as keyof typeof units];
}

/** The shortest exact text: 120 000 is "2m". */
export function durationText(ms: number): string {
  const unit = (['h', 'm', 's'] as const).find((name) => ms >= units[name] && ms % units[name] === 0) ?? 'ms';
  return `${ms / units[unit]}${unit}`;
}
