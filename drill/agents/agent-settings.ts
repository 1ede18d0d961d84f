/** What is one agent session told when it is launched? Paths and addresses; the credential is a file it reads itself. */
import type { Mint } from './mint-plan.ts';

export interface AgentSettings {
  readonly agent: string;
  readonly session: string;
  readonly actionLog: string;
  readonly recipient: string;
  /** Where what the session holds is kept for its own restarts; 0600. */
  readonly heldFile: string;
  readonly places: AgentPlaces;
  /** Only an agent that acts under a credential of its own. */
  readonly own?: OwnWork;
  /** A downstream agent works on what it is briefed with; its inbox. */
  readonly inbox?: string;
  /** The next agent of the chain. */
  readonly next?: { readonly agent: string; readonly session: string; readonly inbox: string; readonly brief: string };
}

export interface AgentPlaces {
  readonly issuer: string;
  readonly databasePort: number;
  readonly toolsA: string;
  readonly toolsB: string;
  readonly files: string;
}

export interface OwnWork {
  readonly credentialFile: string;
  readonly signingKeyFile: string;
  readonly mints: readonly Mint[];
  /** Which MCP server the session stays connected to. */
  readonly tools?: 'tools-a' | 'tools-b';
}

/** Written by a session: what somebody who was on its machine could have taken. */
export interface Held {
  readonly toolsUrl?: string;
  readonly toolsSession?: string;
  readonly signedUrl?: string;
}
