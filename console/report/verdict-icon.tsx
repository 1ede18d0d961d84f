import type { Report } from '../../domain/report.ts';

const shapes: Readonly<Record<Report['verdict'], string>> = {
  contained: 'M12 26 L22 36 L38 14',
  held: 'M18 13 V37 M32 13 V37',
  open: 'M14 14 L36 36 M36 14 L14 36',
  running: 'M19 13 L37 25 L19 37 Z',
};

/** The verdict as a shape: it must survive a grey printer. */
export function VerdictIcon({ verdict }: { readonly verdict: Report['verdict'] }) {
  return (
    <svg class="verdict-icon" viewBox="0 0 50 50" width="64" height="64" aria-hidden="true">
      <circle cx="25" cy="25" r="22" />
      <path d={shapes[verdict]} />
    </svg>
  );
}
