// Prints the path of an Electron that runs here, preparing one if there is none yet.
import process from 'node:process';
import { ensureDependencies } from './setup/dependencies.mjs';
import { ensureElectron } from './setup/electron.mjs';
import { checkNode } from './setup/node-version.mjs';
import { main } from './setup/report.mjs';

await main(async () => {
  checkNode();
  await ensureDependencies();
  process.stdout.write(`${(await ensureElectron()).executable}\n`);
});
