// npm run dev [-- ARGUMENTS]: the app with hot reload; the window opens again when main changes.
import process from 'node:process';
import { withDisplay } from './setup/display.mjs';
import { setUp } from './setup/index.mjs';
import { sandboxArguments, sayHowItStarts } from './setup/launch.mjs';
import { inRoot, root } from './setup/paths.mjs';
import { main } from './setup/report.mjs';
import { foreground } from './setup/run.mjs';

await main(async () => {
  const electron = await setUp();
  sayHowItStarts();
  const vite = inRoot('node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const args = [...sandboxArguments(), ...process.argv.slice(2)];
  const display = withDisplay(process.execPath, [vite, 'dev', '--watch']);
  return foreground(display.command, display.args, {
    cwd: root,
    env: {
      ...process.env,
      ELECTRON_EXEC_PATH: electron.executable,
      ELECTRON_CLI_ARGS: JSON.stringify(args),
    },
  });
});
