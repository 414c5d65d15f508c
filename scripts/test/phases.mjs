import process from 'node:process';
import { inRoot } from '../setup/paths.mjs';

const node = (script, ...args) => ({
  command: process.execPath,
  args: [inRoot('node_modules', ...script.split('/')), ...args],
});

/** `workers`: how many files at a time. More than there are cores where tests mostly wait for time limits to pass. */
const vitest = (project, workers) => ({
  name: project,
  counts: true,
  ...node(
    'vitest/vitest.mjs',
    'run',
    '--project',
    project,
    `--maxWorkers=${workers}`,
    '--reporter=default',
    `--reporter=${inRoot('scripts', 'test', 'vitest-reporter.mjs')}`,
  ),
});

/**
 * What `npm test` runs, in this order. Phases with `counts` report single tests; the others are
 * passed or failed as a whole.
 */
export const phases = [
  { name: 'types', counts: false, ...node('typescript/bin/tsc', '-b') },
  { name: 'lint', counts: false, ...node('@biomejs/biome/bin/biome', 'ci', '.') },
  vitest('unit', 2),
  vitest('contract', 4),
  vitest('sim', 2),
  vitest('fuzz', 2),
  vitest('interop', 3),
  { name: 'e2e', counts: true, ...node('@playwright/test/cli.js', 'test') },
];
