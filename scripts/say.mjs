/** How does set-up talk to people? On stderr, one line each: stdout belongs to the command that follows. */

export function say(line) {
  process.stderr.write(`firebreak: ${line}\n`);
}

export function fail(error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
