/** Stands in for the worker where only its supervision is tested: ready at once, ends on SIGTERM. */
process.stdout.write('ready\n');
process.once('SIGTERM', () => process.exit(0));
setInterval(() => undefined, 60_000);
