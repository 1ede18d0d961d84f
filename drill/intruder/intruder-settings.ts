/** What does the intruder know, and what does it write down? */
export interface IntruderSettings {
  /** The leaked pair; 0600. */
  readonly credentialFile: string;
  /** Files in which agents keep what they hold: a stolen MCP session, a signed link. */
  readonly stolenFrom: readonly string[];
  readonly issuer: string;
  readonly databasePort: number;
  /** By surface name. */
  readonly tools: Readonly<Record<string, string>>;
  readonly successFile: string;
}

/** One thing that worked. */
export interface Success {
  /** ISO instant at which the attempt was sent: what is accepted is accepted after it. */
  readonly at: string;
  /** ISO instant at which the answer was there. */
  readonly doneAt: string;
  readonly surface: string;
  readonly how: string;
  /** Through something that cannot be taken back and dies by itself. */
  readonly throughResidual: boolean;
}
