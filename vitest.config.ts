import { defineConfig } from 'vitest/config';
import { ClosingLineReporter } from './test/reporters/closing-line-reporter.ts';

const isFull = process.env['SHAKEDOWN_TEST_INSTALL'] === '1' || process.env['SHAKEDOWN_TEST_NONE_LEFT_OUT'] === '1';

/** Tests that break a Docker engine: they have it for themselves, one file at a time. */
const ENGINE = [
  'test/contract/docker-*/**/*.test.ts',
  'test/integration/docker/**/*.test.ts',
  'test/e2e/{compose,docker,engine,shop,torture}*.test.ts',
];

const system = {
  globalSetup: ['test/setup/system-packages.ts', 'test/setup/docker/stop-engine.ts'],
  fileParallelism: false,
  // A busy machine may cost a test its clock once. The closing lines name every test that needed it.
  retry: 1,
  expect: { poll: { timeout: 20_000 } },
  testTimeout: 120_000,
  hookTimeout: 120_000,
};

/** Pure tests run side by side; whatever starts processes or waits for a clock runs one file at a time. */
export default defineConfig({
  test: {
    allowOnly: false,
    globalSetup: './test/setup/system-packages.ts',
    reporters: ['default', new ClosingLineReporter({ mayLeaveOut: !isFull })],
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.{ts,tsx}'], testTimeout: 20_000 } },
      { test: { ...system, name: 'engine', include: ENGINE } },
      { test: { ...system, name: 'system', include: ['test/{contract,integration,e2e}/**/*.test.{ts,tsx}'], exclude: ENGINE } },
    ],
  },
});
