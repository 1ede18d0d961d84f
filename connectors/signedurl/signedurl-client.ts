import { createCaller, type Exchange } from '../exchange.ts';
import { originFrom } from '../origin.ts';
import type { SignedurlSettings } from './signedurl-schema.ts';

/** Does the server honour a URL now? GET of one byte: the signature of most stores covers the method, so HEAD proves nothing. */
export function createSignedurlClient({ url: base, timeoutMs }: SignedurlSettings) {
  const call = createCaller({ timeoutMs, patienceMs: 3 * timeoutMs });
  return {
    /** Under the server's base URL, so that a logged URL cannot send us elsewhere. */
    isOurs: (url: string): boolean => {
      const [asked, own] = [originFrom(url), originFrom(base)];
      return asked !== null && own !== null && (asked === own || asked.startsWith(`${own}/`));
    },
    get: (url: string): Promise<Exchange> =>
      call({ method: 'GET', url, headers: { accept: '*/*', range: 'bytes=0-0' } }),
  };
}
