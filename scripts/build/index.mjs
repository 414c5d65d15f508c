import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import process from 'node:process';
import { withLock } from '../setup/lock.mjs';
import { inRoot, root } from '../setup/paths.mjs';
import { SetupProblem, step } from '../setup/report.mjs';
import { capture } from '../setup/run.mjs';
import { isFresh, markBuilt } from './freshness.mjs';

const common = ['engine', 'package.json', 'package-lock.json', 'scripts/build'];
const config = (name) => ['--config', name];

/** What is built, from what, and how; `folder` is written aside and then moved into place. */
const builds = {
  app: {
    title: 'Building the app',
    sources: [...common, 'main', 'preload', 'renderer', 'electron.vite.config.ts'],
    run: () =>
      tool('electron-vite/bin/electron-vite.js', ['build', ...config('electron.vite.config.ts')]),
  },
  cli: {
    title: 'Building the command line tool',
    sources: [...common, 'vite.cli.config.ts'],
    run: buildCli,
  },
};

async function tool(script, args) {
  const { code, output } = await capture(
    process.execPath,
    [inRoot('node_modules', script), ...args],
    {
      cwd: root,
    },
  );
  if (code !== 0) throw new SetupProblem(`The build failed:\n${output.trim()}`);
}

/** Built beside and swapped in, so that a CLI started meanwhile never sees half of it. */
async function buildCli() {
  const fresh = inRoot('out', `cli.${process.pid}.new`);
  const old = inRoot('out', `cli.${process.pid}.old`);
  const current = inRoot('out', 'cli');
  try {
    await tool('vite/bin/vite.js', ['build', ...config('vite.cli.config.ts'), '--outDir', fresh]);
    if (existsSync(current)) await rename(current, old);
    await rename(fresh, current);
  } finally {
    await rm(fresh, { recursive: true, force: true });
    await rm(old, { recursive: true, force: true });
  }
}

/**
 * Builds what is older than its sources.
 * @param {'app' | 'cli'} name
 * @param {{ force?: boolean }} [options]
 */
export async function ensureBuilt(name, options = {}) {
  const { title, sources, run } = builds[name];
  const fresh = () => !options.force && isFresh(name, sources);
  if (fresh()) return;
  await withLock(`build-${name}`, async () => {
    if (fresh()) return;
    const startedAt = Date.now();
    await step(title, run);
    await markBuilt(name, startedAt);
  });
}
