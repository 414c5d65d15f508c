// npm run bench [-- ARGUMENTS]: Skein beside other clients on this machine, in one table; --help lists the arguments.
import process from 'node:process';
import { ensureBuilt } from './build/index.mjs';
import { ensurePackedForTests } from './build/pack.mjs';
import { setUpForTests } from './setup/index.mjs';
import { launch } from './setup/launch.mjs';
import { inRoot, root } from './setup/paths.mjs';
import { main } from './setup/report.mjs';

await main(async () => {
  const electron = await setUpForTests();
  await ensureBuilt('cli');
  await ensureBuilt('app');
  // What users have: code in one archive, fuses set.
  await ensurePackedForTests(electron);
  return launch(
    process.execPath,
    [inRoot('test', 'bench', 'index.mjs'), ...process.argv.slice(2)],
    {
      cwd: root,
      env: { SKEIN_ELECTRON: electron.executable },
    },
  );
});
