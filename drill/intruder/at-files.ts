/** What can a stolen signed link do? Nothing takes it back, so what it opens is counted as through a residual. */

import type { Held } from '../agents/agent-settings.ts';
import { readJson } from '../process/read-json.ts';
import type { Target } from './attempt.ts';

export function atFiles(stolenFrom: readonly string[]): Target {
  const fetchFile = async (): Promise<boolean> => {
    const url = stolenFrom
      .map((file) => (readJson(file) as Held | undefined)?.signedUrl)
      .find((found) => found !== undefined);
    if (url === undefined) return false;
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.ok;
  };
  return { surface: 'files', ways: [{ how: 'signed-url', attempt: fetchFile, throughResidual: true }] };
}
