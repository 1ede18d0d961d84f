/** Where on the picture is an instant, and at which round figures do the lines stand? */
export interface Scale {
  readonly x: (at: string) => number;
  readonly ticks: readonly { readonly x: number; readonly ms: number }[];
}

const s = 1000;
const min = 60 * s;
const h = 60 * min;
const steps = [
  10,
  20,
  50,
  100,
  200,
  500,
  s,
  2 * s,
  5 * s,
  10 * s,
  15 * s,
  30 * s,
  min,
  2 * min,
  5 * min,
  10 * min,
  30 * min,
  h,
  3 * h,
  6 * h,
  12 * h,
];

export function scaleOf(from: string, to: string, left: number, right: number): Scale {
  const startMs = Date.parse(from);
  const spanMs = Math.max(1, Date.parse(to) - startMs);
  const place = (ms: number) => left + (Math.min(Math.max(0, ms), spanMs) / spanMs) * (right - left);
  const step = steps.find((size) => spanMs / size <= 9) ?? spanMs / 8;
  const marks = Array.from({ length: Math.floor(spanMs / step) + 1 }, (_, n) => n * step);
  return { x: (at) => place(Date.parse(at) - startMs), ticks: marks.map((ms) => ({ x: place(ms), ms })) };
}
