/** When is a link to a file good? While its signature is right and its time is not over; nothing can take it back before. */
import { createHmac, timingSafeEqual } from 'node:crypto';

interface SignedUrlTerms {
  readonly file: string;
  /** For whom it was signed. */
  readonly agent: string;
  readonly expiresAt: Date;
}

export function signUrl(base: string, key: string, terms: SignedUrlTerms): string {
  const url = new URL(`/${encodeURIComponent(terms.file)}`, base);
  const expires = String(Math.floor(terms.expiresAt.getTime() / 1000));
  url.searchParams.set('agent', terms.agent);
  url.searchParams.set('expires', expires);
  url.searchParams.set('signature', signature(key, [terms.file, terms.agent, expires]));
  return url.href;
}

/** Undefined when the link is good; otherwise the HTTP status that says why not. */
export function refusalOf(url: URL, key: string, now: Date): 403 | 410 | undefined {
  const { searchParams: query, pathname } = url;
  const expires = query.get('expires') ?? '';
  const file = decodeURIComponent(pathname.slice(1));
  const expected = Buffer.from(signature(key, [file, query.get('agent') ?? '', expires]));
  const seen = Buffer.from(query.get('signature') ?? '');
  if (seen.length !== expected.length || !timingSafeEqual(seen, expected)) return 403;
  return Number(expires) * 1000 > now.getTime() ? undefined : 410;
}

function signature(key: string, parts: readonly string[]): string {
  return createHmac('sha256', key).update(parts.join('\n')).digest('base64url');
}
