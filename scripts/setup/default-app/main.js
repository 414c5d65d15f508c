// What Electron's own default app does for development: `electron [-r FILE] [flags] PATH`.
// The top-level awaits matter: Electron is not ready before this module has ended, so the app may
// still register schemes and switches.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const takesFile = new Set(['-r', '--require']);

function parse(args) {
  const preloads = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (takesFile.has(arg)) preloads.push(args[++i]);
    else if (!arg.startsWith('-')) return { preloads, path: arg };
  }
  return { preloads, path: undefined };
}

function entryOf(path) {
  const full = resolve(path);
  if (statSync(full).isFile()) return full;
  const description = JSON.parse(readFileSync(join(full, 'package.json'), 'utf8'));
  app.setAppPath(full);
  const name = description.productName ?? description.name;
  if (name) app.setName(name);
  if (description.version) app.setVersion(description.version);
  if (description.desktopName) app.setDesktopName(description.desktopName);
  return join(full, description.main ?? 'index.js');
}

const { preloads, path } = parse(process.argv.slice(1));
if (path === undefined || !existsSync(path)) {
  process.stderr.write(`Cannot find an app at ${path ?? '(no path given)'}\n`);
  process.exit(1);
}
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
const require = createRequire(join(process.cwd(), 'index.js'));
for (const file of preloads) require(file);
const entry = entryOf(path);
app.on('window-all-closed', () => {
  if (app.listenerCount('window-all-closed') === 1) app.quit();
});
await import(pathToFileURL(entry).href);
