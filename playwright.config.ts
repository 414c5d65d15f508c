import { defineConfig } from '@playwright/test';
import { packedForTests } from './scripts/build/pack.mjs';
import { findElectron } from './scripts/setup/electron.mjs';
import { takeDisplay } from './scripts/test/displays.mjs';

takeDisplay();
const electron = findElectron();

/** Which program a project drives: tests read it from testInfo.project.metadata. */
const built = { executable: electron?.executable ?? '', args: ['.'] };
const packed = { executable: packedForTests(), args: [] };

export default defineConfig({
  testDir: 'test/e2e',
  globalSetup: './scripts/test/e2e-setup.mjs',
  outputDir: 'test-results',
  // Most of a test is waiting: for the app to start, for other clients, for time limits.
  workers: 2,
  fullyParallel: false,
  timeout: 180_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env['CI'] === 'true',
  reporter: process.env['SKEIN_TEST_RESULT']
    ? [['list'], ['./scripts/test/playwright-reporter.mjs']]
    : 'list',
  projects: [
    { name: 'built', testIgnore: '**/*.packed.spec.ts', metadata: built },
    // The whole path once more in the packed app; what only a package has.
    { name: 'packed', testMatch: ['**/*.packed.spec.ts', '**/*.both.spec.ts'], metadata: packed },
    // Not tests, but what is shown of Skein: `npm run pictures`.
    ...(process.env['SKEIN_SCREENSHOTS'] === '1'
      ? [
          {
            name: 'pictures',
            testMatch: ['**/pictures.spec.ts', '**/*.pictures.ts'],
            metadata: built,
          },
        ]
      : []),
  ],
});
