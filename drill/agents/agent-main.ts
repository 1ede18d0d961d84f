/** One session of an agent: a process, and process group, of its own. */
import { runChild } from '../process/child.ts';
import { everyMs } from '../process/pause.ts';
import { writePrivateJson } from '../process/private-file.ts';
import { openActionLog } from './action-log.ts';
import { type AgentSettings, type Held } from './agent-settings.ts';
import { type Brief, handBrief, takeBrief } from './briefs.ts';
import type { MintedGrant } from './minting.ts';
import { briefedWork, ownWork, type Work } from './work.ts';

const turnMs = 250;

await runChild(async (settings: AgentSettings) => {
  const { work, keyId, grants } = await begin(settings);
  const log = openActionLog({ ...settings, path: settings.actionLog }, keyId);
  handOn(settings, keyId, grants);
  writePrivateJson(settings.heldFile, held(work, grants));
  const stopping = new AbortController();
  void everyMs(turnMs, stopping.signal, () => work.turn(log));
  return {
    ready: {},
    stop: async () => {
      stopping.abort();
      await work.close();
    },
  };
});

interface Begun {
  readonly work: Work;
  readonly keyId: string;
  readonly grants: readonly MintedGrant[];
}

async function begin(settings: AgentSettings): Promise<Begun> {
  if (settings.own !== undefined) return ownWork(settings, settings.own);
  const brief: Brief | undefined = settings.inbox === undefined ? undefined : await takeBrief(settings.inbox);
  const grants = brief?.grants ?? [];
  return { work: briefedWork(settings, grants), keyId: brief?.keyId ?? '', grants };
}

/** The whole bundle goes down the chain: each agent uses what was minted for it. */
function handOn(settings: AgentSettings, keyId: string, grants: readonly MintedGrant[]): void {
  const { next, agent } = settings;
  if (next === undefined) return;
  handBrief(next.inbox, { id: next.brief, fromAgent: agent, keyId, grants });
  const log = openActionLog({ ...settings, path: settings.actionLog }, keyId);
  log.did({
    kind: 'brief.handed',
    effect: 'reversible',
    place: next.agent,
    target: `brief ${next.brief} to ${next.agent}`,
    handoff: { toAgent: next.agent, toSession: next.session, brief: next.brief },
  });
}

function held(work: Work, grants: readonly MintedGrant[]): Held {
  const signedUrl = grants.find((grant) => grant.kind === 'signed_url')?.value;
  return { ...work.held, ...(signedUrl === undefined ? {} : { signedUrl }) };
}
