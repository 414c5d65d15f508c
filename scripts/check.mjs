// npm run check: types, lint, format and the import table; the quick part of `npm test`.
import process from 'node:process';
import { ensureDependencies } from './setup/dependencies.mjs';
import { checkNode } from './setup/node-version.mjs';
import { inRoot, root } from './setup/paths.mjs';
import { main, say } from './setup/report.mjs';
import { foreground } from './setup/run.mjs';
import { phases } from './test/phases.mjs';

const importTable = {
  name: 'import table',
  command: process.execPath,
  args: [
    inRoot('node_modules', 'vitest', 'vitest.mjs'),
    ...['run', '--project', 'unit', 'test/architecture.test.ts'],
  ],
};

await main(async () => {
  checkNode();
  await ensureDependencies();
  const failed = [];
  for (const { name, command, args } of [phases[0], phases[1], importTable]) {
    say(`▸ ${name}`);
    if ((await foreground(command, args, { cwd: root })) !== 0) failed.push(name);
  }
  if (failed.length > 0) say(`✗ ${failed.join(', ')}`);
  return failed.length > 0 ? 1 : 0;
});
