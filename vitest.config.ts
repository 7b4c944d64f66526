import { defineConfig } from 'vitest/config';
import { ClosingLineReporter } from './test/reporters/closing-line-reporter.ts';

const isFull = process.env['SHAKEDOWN_TEST_INSTALL'] === '1';

/** Pure tests run side by side; whatever starts processes or waits for a clock runs one file at a time. */
export default defineConfig({
  test: {
    allowOnly: false,
    globalSetup: './test/setup/system-packages.ts',
    reporters: ['default', new ClosingLineReporter({ mayLeaveOut: !isFull })],
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.{ts,tsx}'], testTimeout: 20_000 } },
      {
        test: {
          name: 'system',
          include: ['test/{contract,integration,e2e}/**/*.test.{ts,tsx}'],
          globalSetup: ['test/setup/system-packages.ts', 'test/setup/docker/stop-engine.ts'],
          fileParallelism: false,
          // A busy machine may cost a test its clock once. The closing lines name every test that needed it.
          retry: 1,
          expect: { poll: { timeout: 20_000 } },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
