/** What does each step need of the places it works at, and what stays unproven where a place cannot do it? */
import type { Connector, HoldingControl } from '../connectors/connector.ts';
import type { Credential, Inventory } from '../domain/inventory.ts';
import type { Runbook } from '../domain/runbook.ts';
import type { Verb } from '../domain/verb.ts';

/** Connectors by place id. */
export type Connectors = ReadonlyMap<string, Connector>;

export interface Gap {
  readonly verb: Verb;
  readonly place: string;
  /** What stands in the report as a residual. */
  readonly text: string;
}

interface Need {
  readonly verb: Verb;
  readonly places: readonly string[];
  readonly met: (connector: Connector) => boolean;
  readonly text: string;
}

export function findGaps(
  runbook: Runbook,
  inventory: Inventory,
  credential: Credential,
  connectors: Connectors,
): Gap[] {
  const verbs = runbook.steps.map((step) => step.verb);
  return [...placeGaps(runbook, inventory, credential, connectors), ...agentGaps(inventory, credential)].filter((gap) =>
    verbs.includes(gap.verb),
  );
}

function placeGaps(runbook: Runbook, inventory: Inventory, credential: Credential, connectors: Connectors): Gap[] {
  return needsOf(runbook, inventory, credential).flatMap(({ verb, places, met, text }) =>
    places
      .filter((place) => {
        const connector = connectors.get(place);
        return connector !== undefined && !met(connector);
      })
      .map((place) => ({ verb, place, text })),
  );
}

function needsOf(runbook: Runbook, inventory: Inventory, credential: Credential): Need[] {
  const agents = agentsOf(inventory, credential);
  const issuer = [credential.issuer];
  const doors = [credential.issuer, ...credential.surfaces];
  const seenAt = inventory.dependents.filter((dependent) => dependent.credential === credential.id);
  const dependentPlaces = [...new Set(seenAt.flatMap((dependent) => dependent.surfaces))];
  const sessions = agents.flatMap((agent) => agent.sessions);
  const actions = agents.flatMap((agent) => agent.actions);
  const fence =
    runbook.mode === 'fence-first'
      ? [
          {
            verb: 'rotate',
            places: doors,
            met: (c) => c.fence !== undefined,
            text: 'cannot fence: the old credential opens new logins until it is retired',
          } satisfies Need,
        ]
      : [];
  return [
    ...fence,
    {
      verb: 'rotate',
      places: issuer,
      met: (c) => c.minter !== undefined,
      text: 'cannot mint: a person must bring the new credential',
    },
    {
      verb: 'rotate',
      places: issuer,
      met: (c) => c.retire !== undefined,
      text: 'cannot retire: the old credential stays alive',
    },
    {
      verb: 'rotate',
      places: doors,
      met: (c) => c.probe !== undefined,
      text: 'cannot be tried with the old credential: its refusal stays unproven',
    },
    {
      verb: 'rotate',
      places: dependentPlaces,
      met: (c) => c.seen !== undefined,
      text: 'cannot say which key a dependent uses: the new credential stays unverified there',
    },
    {
      verb: 'freeze',
      places: sessions,
      met: (c) => complete(c.sessions),
      text: 'cannot find, brake, end and confirm sessions',
    },
    { verb: 'freeze', places: sessions, met: (c) => c.bar !== undefined, text: 'cannot bar new sessions' },
    { verb: 'pull', places: actions, met: (c) => c.pullActions !== undefined, text: 'keeps no action log we can read' },
    {
      verb: 'sweep',
      places: actions,
      met: (c) => c.findHandoffs !== undefined,
      text: 'does not say whom the agent briefed: hops from there are not found',
    },
    {
      verb: 'revoke',
      places: issuer,
      met: (c) => complete({ brake: async () => [], ...c.grants }),
      text: 'cannot find, revoke and confirm grants: they live until they expire',
    },
  ];
}

function agentGaps(inventory: Inventory, credential: Credential): Gap[] {
  return agentsOf(inventory, credential).flatMap((agent): Gap[] => {
    const place = `agent/${agent.id}`;
    const none = (verb: Verb, text: string): Gap => ({ verb, place, text });
    return [
      ...(agent.sessions.length === 0 ? [none('freeze', 'names no session runtime: its sessions are not found')] : []),
      ...(agent.actions.length === 0
        ? [
            none('pull', 'names no action log: what it did is not known'),
            none('sweep', 'names no action log: its hops are not found'),
          ]
        : []),
    ];
  });
}

export function agentsOf(inventory: Inventory, credential: Credential): Inventory['agents'] {
  return inventory.agents.filter((agent) => agent.credential === credential.id);
}

function complete(control: HoldingControl | undefined): boolean {
  return (
    control?.find !== undefined &&
    control.brake !== undefined &&
    control.end !== undefined &&
    control.confirm !== undefined
  );
}
