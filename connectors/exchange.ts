/** What came back from one HTTP request, and if nothing did: may it have taken effect? */
export type Exchange =
  | { readonly state: 'answered'; readonly status: number; readonly headers: Headers; readonly text: string }
  /** No connection was made: the provider has not seen the request. */
  | { readonly state: 'unsent' }
  /** Sent, and no whole answer within the time: it may have taken effect. */
  | { readonly state: 'lost' };

interface HttpAsk {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams;
  /** The request creates something: a 503 is not asked again, because it may come from behind the creation. */
  readonly once?: boolean;
}

export type Caller = (ask: HttpAsk) => Promise<Exchange>;

/** 1 MiB: no answer we read is longer; what is longer is read as empty. */
const maxAnswerBytes = 1_048_576;
const defaultPauseMs = 1_000;

/** Errors of which the connection was never made. */
const unsentCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * Calls one provider: no redirects are followed, every request has `timeoutMs`, and a provider that says
 * "too many requests" is left alone by all calls until the time it names, for at most `patienceMs` per call.
 */
export function createCaller({ timeoutMs, patienceMs }: { timeoutMs: number; patienceMs: number }): Caller {
  let resumeAt = 0;
  return async (ask) => {
    const giveUpAt = Date.now() + patienceMs;
    for (;;) {
      await sleep(resumeAt - Date.now());
      const exchange = await send(ask, timeoutMs);
      const pauseMs = pauseAskedBy(exchange, ask.once === true);
      if (pauseMs === null || Date.now() + pauseMs > giveUpAt) return exchange;
      resumeAt = Math.max(resumeAt, Date.now() + pauseMs);
    }
  };
}

async function send(ask: HttpAsk, timeoutMs: number): Promise<Exchange> {
  try {
    const response = await fetch(ask.url, {
      method: ask.method,
      headers: { 'user-agent': 'firebreak', accept: 'application/json', ...ask.headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      ...(ask.body === undefined ? {} : { body: ask.body }),
    });
    return { state: 'answered', status: response.status, headers: response.headers, text: await readText(response) };
  } catch (error) {
    return { state: unsentCodes.has(causeCode(error)) ? 'unsent' : 'lost' };
  }
}

function causeCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}

async function readText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.byteLength;
    if (bytes > maxAnswerBytes) return '';
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** RFC 6585 §4 and RFC 9110 §10.2.3: seconds or an HTTP date. Null: no pause asked for. */
function pauseAskedBy(exchange: Exchange, once: boolean): number | null {
  if (exchange.state !== 'answered') return null;
  const retryAfter = exchange.headers.get('retry-after');
  if (exchange.status === 429) return pauseMsFrom(retryAfter) ?? defaultPauseMs;
  return exchange.status === 503 && !once ? pauseMsFrom(retryAfter) : null;
}

function pauseMsFrom(retryAfter: string | null): number | null {
  if (retryAfter === null) return null;
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter) * 1_000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

function sleep(ms: number): Promise<void> {
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}
