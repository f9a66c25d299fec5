import { defineConfig } from 'vitest/config';

const project = (name: string, testTimeout: number) => ({
  test: {
    name,
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
      project('unit', 5_000),
      project('property', 60_000),
      project('fault', 30_000),
      project('canary', 60_000),
      project('conformance', 30_000),
      project('integration', 60_000),
      project('infra', 60_000),
    ],
  },
});
