/** What can be asked of a running gateway? One method per route of its HTTP interface. */
import type { Answer, OpenCheckpoint, Surface } from '../domain/checkpoint.ts';
import { errorCodes, FirebreakError } from '../domain/errors.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Incident, Verdict } from '../domain/incident.ts';
import type { Responder } from '../domain/inventory.ts';
import type { Report } from '../domain/report.ts';

export type IncidentSummary = Incident & {
  readonly status: 'open' | 'closed';
  readonly verdict: Verdict | null;
  readonly closedAt: string | null;
  readonly keyId: string;
  readonly parent: string | null;
};

export interface Shown {
  readonly incident: IncidentSummary;
  readonly report: Report;
  readonly checkpoints: readonly OpenCheckpoint[];
  /** Of the inventory the incident was opened with. */
  readonly responders: readonly Responder[];
}

export interface AlertRequest {
  readonly source: 'gitleaks';
  readonly report: string;
  readonly config?: string;
  readonly configFile?: string;
  readonly runbook?: string;
  readonly runbookFile?: string;
  readonly reportedBy: string;
}

export interface StartedIncident {
  readonly incidentId: string;
  readonly codename: string;
  readonly credential: string;
  readonly joined: boolean;
  readonly verdict?: Verdict | null;
}

interface DecisionRequest {
  readonly who: string;
  readonly answer: Answer;
  readonly digest: string;
  readonly reason: string;
  readonly surface: Surface;
}

interface DecisionReply {
  readonly state: 'approved' | 'denied' | 'collecting';
  readonly approvals: number;
  readonly quorum: number;
}

type Verification =
  | { readonly ok: true; readonly entries: number; readonly head: string }
  | { readonly ok: false; readonly seq: number; readonly reason: string };

export type ReportFormat = 'md' | 'html' | 'json';

export interface GatewayClient {
  sendAlert(alert: AlertRequest): Promise<readonly StartedIncident[]>;
  list(): Promise<readonly IncidentSummary[]>;
  /** By id or codename. */
  show(id: string): Promise<Shown>;
  /** Evidence with a higher sequence number than `after`. */
  ledger(id: string, after: number): Promise<readonly Evidence[]>;
  report(id: string, format: ReportFormat): Promise<string>;
  verify(id: string): Promise<Verification>;
  decide(checkpointId: string, decision: DecisionRequest): Promise<DecisionReply>;
}

/** Milliseconds; a gateway on the same machine answers in tens. */
const answerMs = 30_000;

export function createGatewayClient(url: string, token: string): GatewayClient {
  const get = (path: string) => request(url, token, path);
  const post = (path: string, body: unknown) => request(url, token, path, body);
  return {
    sendAlert: async (alert) => (await json<{ incidents: StartedIncident[] }>(post('/v1/alerts', alert))).incidents,
    list: async () => (await json<{ incidents: IncidentSummary[] }>(get('/v1/incidents'))).incidents,
    show: (id) => json(get(`/v1/incidents/${encodeURIComponent(id)}`)),
    ledger: async (id, after) =>
      lines(await text(get(`/v1/incidents/${encodeURIComponent(id)}/ledger?after=${after}`))),
    report: (id, format) => text(get(`/v1/incidents/${encodeURIComponent(id)}/report.${format}`)),
    verify: (id) => json(get(`/v1/incidents/${encodeURIComponent(id)}/verify`)),
    decide: (id, decision) => json(post(`/v1/checkpoints/${encodeURIComponent(id)}/decisions`, decision)),
  };
}

async function request(url: string, token: string, path: string, body?: unknown): Promise<Response> {
  const init: RequestInit = {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    signal: AbortSignal.timeout(answerMs),
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  };
  const response = await fetch(new URL(path, url), init).catch((cause: unknown) => {
    throw new FirebreakError('ERR_STACK_DOWN', `the gateway at ${url} does not answer; expected it to run`, { cause });
  });
  if (response.ok) return response;
  throw await refusal(response);
}

/** The gateway's errors are ours: same code, same words. */
async function refusal(response: Response): Promise<FirebreakError> {
  const body = (await response.json().catch(() => null)) as { error?: { code?: unknown; message?: unknown } } | null;
  const code = errorCodes.find((known) => known === body?.error?.code);
  if (code !== undefined && typeof body?.error?.message === 'string')
    return new FirebreakError(code, body.error.message);
  return new FirebreakError(
    'ERR_STACK_DOWN',
    `the gateway failed at this request (HTTP ${response.status}); its log is in the logs folder of the state folder`,
  );
}

async function json<T>(pending: Promise<Response>): Promise<T> {
  return (await (await pending).json()) as T;
}

async function text(pending: Promise<Response>): Promise<string> {
  return (await pending).text();
}

function lines(ndjson: string): Evidence[] {
  return ndjson
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Evidence);
}
