// npm start [-- ARGUMENTS]: everything that is needed, then the window.
import process from 'node:process';
import { ensureBuilt } from './build/index.mjs';
import { setUp } from './setup/index.mjs';
import { launch, sandboxArguments } from './setup/launch.mjs';
import { root } from './setup/paths.mjs';
import { main } from './setup/report.mjs';

await main(async () => {
  const electron = await setUp();
  await ensureBuilt('app');
  const args = [...sandboxArguments(), root, ...process.argv.slice(2)];
  return launch(electron.executable, args, { cwd: process.env.INIT_CWD ?? process.cwd() });
});
