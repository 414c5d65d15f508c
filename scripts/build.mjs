// npm run build: the app and the command line tool, into out/.
import { ensureBuilt } from './build/index.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { checkNode } from './setup/node-version.mjs';
import { main } from './setup/report.mjs';

await main(async () => {
  checkNode();
  await ensureDependencies();
  await ensureBuilt('app', { force: true });
  await ensureBuilt('cli', { force: true });
});
