import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const isInCi = process.env['CI'] !== undefined;

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    globalSetup: fileURLToPath(new URL('support/temporary-folders.ts', import.meta.url)),
    include: ['test/**/*.test.{ts,tsx}'],
    reporters: isInCi ? ['default', fileURLToPath(new URL('support/count-reporter.ts', import.meta.url))] : ['default'],
    // Real processes and terminals on a shared machine: a hang must end, a slow minute must not fail a test.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    maxWorkers: 2,
  },
});
