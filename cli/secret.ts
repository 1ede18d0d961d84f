/** firebreak secret: the sealed store. A secret comes in by file or standard input, and never goes out. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { FirebreakError } from '../domain/errors.ts';
import { openSealedStore, type SealedStore } from '../store/sealed-store.ts';
import { type Cli, print, printJson, say } from './io.ts';
import { readSecret } from './read-secret.ts';
import { settingsOf } from './settings.ts';

interface PutOptions {
  readonly file?: string;
  readonly keyId?: string;
}

export function addSecret(program: Command, cli: Cli): void {
  const secret = program.command('secret').description('the sealed store');
  addPut(secret, cli);
  secret
    .command('list')
    .description('names of the sealed secrets')
    .option('--json', 'as one JSON line on stdout')
    .addHelpText('before', 'Examples:\n  $ firebreak secret list\n')
    .action(async (_options: unknown, command: Command) => {
      const secrets = await (await storeOf(cli, command)).list();
      if (command.optsWithGlobals<{ json?: boolean }>().json === true) return printJson(cli.io, { secrets });
      for (const { name, sealedAt } of secrets) print(cli.io, `${sealedAt}  ${name}`);
    });
  secret
    .command('rekey')
    .description('make a new master key and seal everything for it')
    .addHelpText('before', 'Examples:\n  $ firebreak secret rekey\n')
    .action(async (_options: unknown, command: Command) => {
      const store = await storeOf(cli, command);
      print(cli.io, `${await store.rekey()} secrets sealed anew for ${store.recipient}`);
      say(cli.io, 'give the new recipient to whoever seals for this installation');
    });
  secret
    .command('recipient')
    .description('public age recipient: anybody may seal a value for this installation with it')
    .addHelpText('before', 'Examples:\n  $ firebreak secret recipient\n')
    .action(async (_options: unknown, command: Command) => {
      print(cli.io, (await storeOf(cli, command)).recipient);
    });
}

function addPut(secret: Command, cli: Cli): void {
  secret
    .command('put <name> [source] [excess...]')
    .description('seal a secret under a name, from --file or standard input (-)')
    .option('--file <file>', 'file that holds the secret')
    .option('--key-id <id>', 'seal the pair { keyId, secret }, as a credential needs it')
    .allowUnknownOption()
    .addHelpText(
      'before',
      [
        'Examples:',
        '  $ firebreak secret put drill/billing --key-id agent-billing --file billing.secret',
        '  $ pass show billing | firebreak secret put drill/billing --key-id agent-billing -',
        '',
      ].join('\n'),
    )
    .action(async (name: string, source: string | undefined, excess: string[], _options: unknown, command: Command) => {
      await put(cli, command, name, [...(source === undefined ? [] : [source]), ...excess]);
    });
}

async function put(cli: Cli, command: Command, name: string, sources: readonly string[]): Promise<void> {
  const options = command.optsWithGlobals<PutOptions>();
  if (sources.some((source) => source !== '-')) throw exposed();
  if (name.startsWith('firebreak/')) {
    throw new FirebreakError('ERR_USAGE', 'names under firebreak/ are made by Firebreak itself; expected another name');
  }
  const store = await storeOf(cli, command);
  await store.has(name);
  const value = await readSecret(cli.io, options.file);
  await store.seal(name, options.keyId === undefined ? value : JSON.stringify({ keyId: options.keyId, secret: value }));
  print(cli.io, `sealed ${name}`);
  if (options.file !== undefined)
    say(cli.io, 'the file still holds the secret in the clear: remove it when nothing needs it');
}

/** Does not repeat what was typed. */
function exposed(): FirebreakError {
  return new FirebreakError(
    'ERR_SECRET_EXPOSED',
    'a secret was given as an argument; arguments stand in the shell history and every process list, so treat it as ' +
      'leaked. Expected --file FILE, or - and the secret on standard input',
  );
}

async function storeOf(cli: Cli, command: Command): Promise<SealedStore> {
  return openSealedStore(join(settingsOf(cli.io, command).stateDir, 'sealed'));
}
