import { appendFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/**
 * Ends the run with `N passed, N failed, N skipped` on a line; where every test must run, a skipped one fails it.
 * TEST_COUNTS names a file that gets the same as JSON.
 */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    const skipped: string[] = [];

    for (const module of modules) {
      if (module.state() === 'failed' && [...module.children.allTests()].length === 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state] += 1;
        if (state === 'skipped') skipped.push(test.fullName);
      }
    }

    const mustRunAll = process.env['REQUIRE_ALL_TESTS'] === '1' && skipped.length > 0;
    for (const name of skipped) process.stdout.write(`skipped: ${name}\n`);
    if (mustRunAll) process.exitCode = 1;
    const counted = process.env['TEST_COUNTS'];
    if (counted !== undefined) {
      const line = { node: process.versions.node, tested: process.env['TESTED'] ?? 'all', ...counts };
      appendFileSync(counted, `${JSON.stringify(line)}\n`);
    }
    process.stdout.write(
      `\n${counts.passed} passed, ${counts.failed + counts.pending} failed, ${counts.skipped} skipped\n`,
    );
  }
}
