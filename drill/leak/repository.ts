/** Where did the credential leak? Into a real git repository, as people do: a script with the key in it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pair } from '../doors/pair.ts';
import { type Leaked, rulesToml } from './gitleaks-report.ts';

const author = { author: 'Sam Rivera', email: 'sam@example.com', message: 'Add the month-end billing script' };
const file = 'scripts/month-end.sh';
const bareEnvironment = { PATH: '/usr/local/bin:/usr/bin:/bin', GIT_CONFIG_NOSYSTEM: '1', HOME: '/nonexistent' };

export function leakIntoRepository(repository: string, pair: Pair, issuer: string, now: Date): Leaked {
  const committedAt = `${now.toISOString().slice(0, 19)}Z`;
  const git = (...words: string[]): string => runGit(repository, committedAt, words);
  mkdirSync(join(repository, 'scripts'), { recursive: true, mode: 0o700 });
  git('init', '--quiet', '--initial-branch', 'main');
  writeFileSync(join(repository, '.gitleaks.toml'), rulesToml);
  writeFileSync(join(repository, 'README.md'), '# Billing\n\nScripts around the month end.\n');
  git('add', '.');
  git('commit', '--quiet', '--message', 'Start the billing scripts');
  const text = scriptOf(pair, issuer);
  writeFileSync(join(repository, file), text, { mode: 0o700 });
  git('add', file);
  git('commit', '--quiet', '--message', author.message);
  const commit = git('rev-parse', 'HEAD').trim();
  return { repository, file, secret: pair.secret, text, commit, committedAt, ...author };
}

function scriptOf(pair: Pair, issuer: string): string {
  return `#!/bin/sh
# Runs at the month end. TODAY ONLY: the key comes from the vault tomorrow.
CLIENT_ID=${pair.keyId}
CLIENT_SECRET=${pair.secret}
curl --silent --user "$CLIENT_ID:$CLIENT_SECRET" --data grant_type=client_credentials ${issuer}/token
`;
}

function runGit(repository: string, at: string, words: readonly string[]): string {
  return execFileSync('git', ['-C', repository, ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...bareEnvironment,
      GIT_AUTHOR_NAME: author.author,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_COMMITTER_NAME: author.author,
      GIT_COMMITTER_EMAIL: author.email,
      GIT_AUTHOR_DATE: at,
      GIT_COMMITTER_DATE: at,
    },
  });
}
