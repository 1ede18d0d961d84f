/** What would this runbook do for this credential, step by step, and what could it not do? */
import type { Credential, Inventory } from '../domain/inventory.ts';
import type { Runbook, Step } from '../domain/runbook.ts';
import type { Verb } from '../domain/verb.ts';
import { agentsOf, type Connectors, findGaps } from './capabilities.ts';
import { durationText } from './duration.ts';
import { listNames } from './nearest.ts';

/** Lines of text for people. Touches nothing. */
export function explainRunbook(
  runbook: Runbook,
  inventory: Inventory,
  credential: Credential,
  connectors: Connectors,
): string[] {
  const may = approversOf(inventory, credential);
  return [
    `${runbook.name} v${runbook.version} (${runbook.hash.slice(0, 16)}) for credential ${credential.id} in ${credential.environment}`,
    `mode ${runbook.mode}: ${modeText[runbook.mode]}`,
    `sequence ${runbook.sequence}: ${sequenceText[runbook.sequence]}`,
    ...runbook.steps.flatMap((step, index) => [
      '',
      `${index + 1}. ${step.verb} (machine budget ${durationText(step.budgetMs)})`,
      ...stepLines(runbook, step, inventory, credential, may).map((line) => `   ${line}`),
    ]),
    ...warningLines(runbook, may),
    ...gapLines(runbook, inventory, credential, connectors),
  ];
}

const modeText: Readonly<Record<Runbook['mode'], string>> = {
  overlap: 'the new credential is verified everywhere before the old one is retired',
  'fence-first': 'the old credential is refused for new logins first, then as overlap',
  'kill-now': 'the old credential is retired before the new one is verified; dependents may fail',
};

const sequenceText: Readonly<Record<Runbook['sequence'], string>> = {
  flow: 'brakes never wait for people; finishes happen in this order',
  strict: 'each step ends before the next begins',
};

function approversOf(inventory: Inventory, credential: Credential): string[] {
  return inventory.responders
    .filter((responder) => responder.environments.includes(credential.environment))
    .map((responder) => responder.id);
}

function stepLines(
  runbook: Runbook,
  step: Step,
  inventory: Inventory,
  credential: Credential,
  may: string[],
): string[] {
  const { brake, finish, confirm } = phaseTexts[step.verb](namesOf(runbook, inventory, credential));
  if (step.checkpoint === undefined) return [`reads    ${brake}`];
  const { quorum, deadlineMs } = step.checkpoint;
  return [
    `brake    ${brake}`,
    `ask      ${quorum} of ${listNames(may)} within ${durationText(deadlineMs)}; silence or a no holds the step, brakes on`,
    `finish   ${finish}`,
    `confirm  ${confirm}`,
  ];
}

interface Names {
  readonly fence: string;
  readonly issuer: string;
  readonly doors: string;
  readonly surfaces: string;
  readonly agents: string;
  readonly sessions: string;
  readonly logs: string;
  readonly dependents: string;
  readonly sweep: Runbook['sweep'];
}

function namesOf(runbook: Runbook, inventory: Inventory, credential: Credential): Names {
  const agents = agentsOf(inventory, credential);
  const dependents = inventory.dependents.filter((dependent) => dependent.credential === credential.id);
  const doors = [credential.issuer, ...credential.surfaces];
  return {
    fence: runbook.mode === 'fence-first' ? `fence the old credential at ${listNames(doors)}; ` : '',
    issuer: credential.issuer,
    doors: listNames(doors),
    surfaces: listNames(credential.surfaces),
    agents: listNames(agents.map((agent) => agent.id)),
    sessions: listNames(agents.flatMap((agent) => agent.sessions)),
    logs: listNames([...agents.flatMap((agent) => agent.actions), ...credential.surfaces]),
    dependents: listNames(dependents.map((dependent) => `${dependent.id} (${dependent.surfaces.join(', ')})`)),
    sweep: runbook.sweep,
  };
}

interface PhaseTexts {
  readonly brake: string;
  readonly finish: string;
  readonly confirm: string;
}

const phaseTexts: Readonly<Record<Verb, (names: Names) => PhaseTexts>> = {
  rotate: ({ fence, issuer, doors, dependents }) => ({
    brake: `${fence}mint and seal a new credential at ${issuer}; hand it to and see it used by: ${dependents}`,
    finish: `retire the old credential at ${doors}`,
    confirm: `try the old credential at ${doors} until refused`,
  }),
  freeze: ({ agents, sessions }) => ({
    brake: `stop the sessions of ${agents} at ${sessions} and bar new ones`,
    finish: 'end those sessions',
    confirm: 'look for each of them again',
  }),
  disconnect: ({ surfaces }) => ({
    brake: `list what the credential holds open at ${surfaces}`,
    finish: 'close those connections',
    confirm: 'use each old connection again and see it refused; see the dependents shake hands again',
  }),
  pull: ({ logs }) => ({ brake: `actions since the leak from ${logs}`, finish: '', confirm: '' }),
  sweep: ({ sweep, agents }) => ({
    brake: `follow handoffs from ${agents}, at most ${sweep.maxDepth} deep and ${sweep.maxHops} in all; stop the sessions reached`,
    finish: `end the sessions reached${sweep.children ? '; open a child incident where one used its own credential' : ''}`,
    confirm: 'look for each of them again',
  }),
  revoke: ({ issuer, surfaces }) => ({
    brake: `list every grant minted since the leak at ${issuer} and ${surfaces}`,
    finish: 'revoke each of them, parents first',
    confirm: 'introspect each of them; what cannot be revoked is named with the second it dies',
  }),
};

function warningLines(runbook: Runbook, may: readonly string[]): string[] {
  const quorum = Math.max(0, ...runbook.steps.map((step) => step.checkpoint?.quorum ?? 0));
  if (quorum <= may.length) return [];
  return ['', `WARNING: ${quorum} people must approve but only ${may.length} may: add responders or lower the quorum`];
}

function gapLines(runbook: Runbook, inventory: Inventory, credential: Credential, connectors: Connectors): string[] {
  const gaps = findGaps(runbook, inventory, credential, connectors);
  if (gaps.length === 0) return ['', 'Every capability the steps need is there.'];
  return [
    '',
    'Cannot be done here; the report will name it as a residual:',
    ...gaps.map(({ verb, place, text }) => `   ${verb.padEnd(10)} ${place} ${text}`),
  ];
}
