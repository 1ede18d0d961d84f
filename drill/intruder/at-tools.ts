/** What can tokens of the leaked pair do at an MCP server? Open sessions, go on in one, and take over somebody else's. */

import type { Held } from '../agents/agent-settings.ts';
import { readJson } from '../process/read-json.ts';
import type { Target, Way } from './attempt.ts';
import type { Loot } from './loot.ts';
import { endMcpSession, mcpRequest } from './mcp-request.ts';

export interface ToolsTarget {
  readonly surface: string;
  readonly url: string;
  readonly stolenFrom: readonly string[];
}

export function atTools({ surface, url, stolenFrom }: ToolsTarget, loot: Loot): Target {
  let held: { token: string; session: string } | undefined;
  const open = async (): Promise<boolean> => {
    for (const token of loot.some()) {
      const answer = await mcpRequest({ url, token });
      if (!answer.worked) continue;
      const { session } = answer;
      if (held === undefined) held = { token, session };
      else await endMcpSession({ url, token, session });
      return true;
    }
    return false;
  };
  const goOn = async (): Promise<boolean> => {
    if (held === undefined) return open();
    const { session } = held;
    const tokens = [held.token, ...loot.some()];
    if (await anyWorks(url, session, tokens)) return true;
    held = undefined;
    return false;
  };
  const takeOver: Way = {
    how: 'stolen-session',
    attempt: async () => {
      const stolen = stolenSession(stolenFrom, url);
      return stolen !== undefined && anyWorks(url, stolen, loot.some());
    },
  };
  const own: Way = { how: 'held-session', attempt: goOn };
  return { surface, ways: [own, { how: 'new-session', attempt: open }, own, takeOver] };
}

async function anyWorks(url: string, session: string, tokens: readonly string[]): Promise<boolean> {
  for (const token of new Set(tokens)) {
    if ((await mcpRequest({ url, token, session })).worked) return true;
  }
  return false;
}

function stolenSession(files: readonly string[], url: string): string | undefined {
  return files.map((file) => readJson(file) as Held | undefined).find((held) => held?.toolsUrl === url)?.toolsSession;
}
