/** A finding as gitleaks 8 writes it. */
export function gitleaksFinding(
  secret: string,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    RuleID: 'generic-api-key',
    Description: 'Detected a Generic API Key',
    StartLine: 12,
    EndLine: 12,
    StartColumn: 4,
    EndColumn: 60,
    Match: `secret = "${secret}"`,
    Secret: secret,
    File: 'deploy/agent.env',
    SymlinkFile: '',
    Commit: '8c0d9a0e5f6b7a1d2c3e4f5061728394a5b6c7d8',
    Entropy: 4.9,
    Author: 'Ana',
    Email: 'ana@example.org',
    Date: '2026-11-20T10:15:00Z',
    Message: 'Add deploy settings',
    Tags: [],
    Fingerprint: '8c0d9a0e5f6b7a1d2c3e4f5061728394a5b6c7d8:deploy/agent.env:generic-api-key:12',
    ...changes,
  };
}

export function report(...findings: readonly Record<string, unknown>[]): string {
  return JSON.stringify(findings, null, 1);
}
