// npm run pictures: docs/screenshots anew, in the real Electron; the main ones with other people's clients as peers.
import process from 'node:process';
import { setUpForTests } from './setup/index.mjs';
import { launch } from './setup/launch.mjs';
import { inRoot, root } from './setup/paths.mjs';
import { main } from './setup/report.mjs';

await main(async () => {
  await setUpForTests();
  const playwright = inRoot('node_modules', '@playwright', 'test', 'cli.js');
  const args = ['test', '--project', 'pictures', ...process.argv.slice(2)];
  return launch(process.execPath, [playwright, ...args], {
    cwd: root,
    env: { SKEIN_SCREENSHOTS: '1' },
  });
});
