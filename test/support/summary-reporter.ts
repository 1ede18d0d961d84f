/** How did the run end, in one plain line that any log reader understands? Printed last. */
import type { Reporter, TestModule } from 'vitest/node';

export class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandled.length, skipped: 0 };
    for (const module of modules) countModule(module, count);
    process.once('exit', (code) => {
      // A run that failed before any test could (set-up, no files) must not read as a clean one.
      const failed = code === 0 ? count.failed : Math.max(count.failed, 1);
      process.stdout.write(`\n${count.passed} passed, ${failed} failed, ${count.skipped} skipped\n`);
    });
  }
}

/** A file that could not be loaded has no tests that failed: its own errors count instead. */
function countModule(module: TestModule, count: { passed: number; failed: number; skipped: number }): void {
  count.failed += module.errors().length;
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    if (state === 'pending') count.failed += 1;
    else count[state] += 1;
  }
}
