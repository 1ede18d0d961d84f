import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportHtml } from '../../../console/report/html.tsx';
import type { Evidence } from '../../../domain/evidence.ts';
import { reportFrom } from '../../../domain/report-from.ts';
import { instant } from '../../support/evidence.ts';
import { containedLedger, heldLedger, hostileLedger, openLedger, runningLedger } from '../../support/ledgers.ts';

const madeAt = instant(350_000);

function html(ledger: readonly Evidence[]): string {
  return reportHtml(reportFrom(ledger), madeAt);
}

function text(page: string): string {
  return page
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

describe('reportHtml', () => {
  const all = { contained: containedLedger(), held: heldLedger(), open: openLedger(), running: runningLedger() };

  it.each(Object.entries(all))('says the verdict first: %s', (verdict, ledger) => {
    const page = html(ledger);
    expect(page).toMatch(new RegExp(`<title>${verdict.toUpperCase()} · amber-otter`));
    expect(text(page.slice(page.indexOf('<h1>'), page.indexOf('</h1>')))).toContain(verdict.toUpperCase());
    expect(page.indexOf(`class="banner ${verdict}"`)).toBeGreaterThan(0);
  });

  it.each(Object.entries(all))('asks nothing of the network and runs nothing: %s', (_verdict, ledger) => {
    const page = html(ledger);
    expect(page).toContain('default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; img-src data:');
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|\bsrc=|\bhref=|\son\w+=/i);
    expect(page.match(/url\((?!#)/g)).toBeNull();
  });

  it('names the residual with its death, and what to do', () => {
    const page = text(html(containedLedger()));
    expect(page).toContain('19 of 20');
    expect(page).toContain('signed URL /exports/2026-02.csv minted by billing');
    expect(page).toContain('9 min 10 s after this report was made');
    expect(page).toContain('0:41 of 10:00');
    expect(page).toContain('127 ms after the alert');
  });

  it('says of a held response what is open, what brakes hold and who said no', () => {
    const page = text(html(heldLedger()));
    expect(page).toContain('Still open: nothing holds 10 doors');
    expect(page).toContain('a brake holds 5 doors');
    expect(page).toContain('ana said no (“payroll runs on the old key until 04:00”)');
    expect(page).toContain('nobody answered by 03:07:10 UTC');
  });

  it('never calls anything closed in a response that closed nothing', () => {
    const page = text(html(openLedger()));
    expect(page).not.toContain('every door found is proven closed');
    expect(page).not.toContain('nothing is left over');
  });

  it('keeps one heading order and names every picture', () => {
    const page = html(containedLedger());
    const levels = [...page.matchAll(/<h([1-6])/g)].map((match) => Number(match[1]));
    expect(levels[0]).toBe(1);
    for (const [index, level] of levels.slice(1).entries()) expect(level - (levels[index] ?? 0)).toBeLessThanOrEqual(1);
    const pictures = [...page.matchAll(/<svg [^>]*>/g)].map(([tag]) => tag);
    expect(pictures.length).toBeGreaterThanOrEqual(4);
    for (const tag of pictures) expect(tag).toMatch(/aria-hidden="true"|role="img" (aria-label|aria-labelledby)=/);
  });

  it.each(['', '__proto__', 'constructor', '\u0001', 'x'.repeat(5000)])('draws an agent named %j', (name) => {
    expect(html(hostileLedger(name))).toContain('Agents reached over briefs');
  });

  it('shows hostile names as text: no markup, no control character, no bidi override', () => {
    const piece = fc.constantFrom(
      '<script>alert(1)</script>',
      '"><svg onload=alert(1)>',
      "' onmouseover='x",
      '</title></desc></style>',
      '&lt;b&gt;',
      '\u202e',
      '\u0000',
      '\u001b[2J',
      '\n',
    );
    const evil = fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 3 })), { minLength: 1, maxLength: 4 });
    const plain = tagsOf(html(hostileLedger('name')));
    fc.assert(
      fc.property(evil, (parts) => {
        const page = html(hostileLedger(`x${parts.join('')}`));
        expect(tagsOf(page)).toEqual(plain);
        // Whitespace between elements is ours; everything else that acts must be gone.
        expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: 40 },
    );
  });
});

/** The names of all tags in order: foreign text must not add one. */
function tagsOf(page: string): readonly string[] {
  return [...page.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map((match) => match[1] ?? '');
}
