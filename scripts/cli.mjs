// npm run cli -- ARGUMENTS: the engine without a window. Nothing but its own output goes to stdout.
import process from 'node:process';
import { ensureBuilt } from './build/index.mjs';
import { setUpForNode } from './setup/index.mjs';
import { inRoot } from './setup/paths.mjs';
import { main } from './setup/report.mjs';
import { foreground } from './setup/run.mjs';

await main(async () => {
  await setUpForNode();
  await ensureBuilt('cli');
  const args = [inRoot('out', 'cli', 'index.js'), ...process.argv.slice(2)];
  // npm changes the folder; paths are meant from where it was started.
  return foreground(process.execPath, args, { cwd: process.env.INIT_CWD ?? process.cwd() });
});
