#!/usr/bin/env node
/** The program `firebreak`. */
import { processIo } from './io.ts';
import { runCli } from './run.ts';

// Whoever read our output has read enough: `firebreak report ID | head` is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runCli(process.argv.slice(2), processIo());
