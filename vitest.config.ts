import { defineConfig } from 'vitest/config';

/**
 * @param isolate whether each file has a process's memory of its own. Without it modules are loaded once for all files,
 *   which halves the time of projects that load much and leave nothing behind.
 */
const project = (name: string, testTimeout: number, isolate = true) => ({
  test: {
    name,
    isolate,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout,
    hookTimeout: 60_000,
    environment: 'node' as const,
    sequence: { concurrent: false },
    expect: { requireAssertions: true },
  },
});

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project('unit', 5_000, false),
      project('property', 60_000),
      project('fault', 30_000),
      project('canary', 60_000),
      project('conformance', 30_000),
      project('integration', 60_000),
      project('infra', 60_000, false),
    ],
  },
});
