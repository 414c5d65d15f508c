// npm run dev [-- ARGUMENTS]: the app with hot reload; it starts again when main or preload change.
import process from 'node:process';
import { setUp } from './setup/index.mjs';
import { launch, sandboxArguments } from './setup/launch.mjs';
import { inRoot, root } from './setup/paths.mjs';
import { main } from './setup/report.mjs';

await main(async () => {
  const electron = await setUp();
  const vite = inRoot('node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const needsNoSandbox = sandboxArguments().length > 0;
  const args = [vite, 'dev', '--watch', '--', ...process.argv.slice(2)];
  return launch(process.execPath, args, {
    cwd: root,
    env: { ELECTRON_EXEC_PATH: electron.executable, ...(needsNoSandbox && { NO_SANDBOX: '1' }) },
  });
});
