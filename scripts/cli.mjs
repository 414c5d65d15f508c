// npm run cli -- ARGUMENTS: the engine without a window. Nothing but its own output goes to stdout.
import process from 'node:process';
import { ensureBuilt } from './build/index.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { checkNode } from './setup/node-version.mjs';
import { inRoot } from './setup/paths.mjs';
import { main } from './setup/report.mjs';
import { foreground } from './setup/run.mjs';
import { ensureSqliteForNode } from './setup/sqlite.mjs';

await main(async () => {
  checkNode();
  await ensureDependencies();
  await ensureSqliteForNode();
  await ensureBuilt('cli');
  return foreground(process.execPath, [inRoot('out', 'cli', 'index.js'), ...process.argv.slice(2)]);
});
