import { defineConfig } from 'vitest/config';

const minutes = (count: number): number => count * 60_000;

/** Builds out/cli first: it holds the CLI and the worker scripts that the engine's sources start. */
const globalSetup = ['scripts/build/for-tests.mjs'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}', 'test/architecture.test.ts'],
          // Days of virtual time pass in some: on a busy machine that takes a while.
          testTimeout: minutes(1),
        },
      },
      {
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          globalSetup,
          testTimeout: minutes(1),
          hookTimeout: minutes(1),
        },
      },
      {
        test: {
          name: 'sim',
          include: ['test/sim/**/*.test.ts'],
          testTimeout: minutes(2),
        },
      },
      {
        test: {
          name: 'fuzz',
          include: ['test/fuzz/**/*.test.ts'],
          globalSetup,
          testTimeout: minutes(3),
        },
      },
      {
        test: {
          name: 'interop',
          include: ['test/interop/**/*.test.ts'],
          globalSetup,
          testTimeout: minutes(5),
          hookTimeout: minutes(2),
        },
      },
    ],
  },
});
