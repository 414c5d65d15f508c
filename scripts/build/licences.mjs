import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inRoot } from '../setup/paths.mjs';

const SOURCES = ['engine', 'preload', 'main', 'renderer'];
const IMPORT = /(?:from|import)\s*\(?\s*'([^'.][^']*)'/g;
/** Files taken from a package without importing it, such as pictures. */
const TAKEN = /node_modules\/((?:@[^/']+\/)?[^/']+)\//g;
const TEXT_FILE = /^(?:[a-z]+_)?(licen[cs]e|copying|notice)(\.(md|txt|mit|apache2?))?$/i;

const packageOf = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** The packages that our sources name. */
export function importedPackages() {
  const found = new Set();
  for (const folder of SOURCES) {
    for (const name of readdirSync(inRoot(folder), { recursive: true, encoding: 'utf8' })) {
      if (!/\.tsx?$/.test(name)) continue;
      const source = readFileSync(inRoot(folder, name), 'utf8');
      for (const [, specifier] of source.matchAll(IMPORT)) {
        if (specifier.startsWith('node:') || specifier.startsWith('virtual:')) continue;
        found.add(packageOf(specifier));
      }
      for (const [, name] of source.matchAll(TAKEN)) found.add(name);
    }
  }
  return [...found].filter((name) => existsSync(inRoot('node_modules', name, 'package.json')));
}

/** Where Node finds the package from a folder: its own node_modules, or that of a folder above. */
function folderOf(name, from) {
  for (let at = from; at !== dirname(at); at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    if (existsSync(join(folder, 'package.json'))) return folder;
  }
  return undefined;
}

function textOf(folder) {
  const file = readdirSync(folder).find((name) => TEXT_FILE.test(name));
  return file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
}

const authorOf = ({ author }) => (typeof author === 'string' ? author : (author?.name ?? ''));

/**
 * Every package that is in the app, ours and theirs, with its licence and the licence's text.
 * @returns {{ name: string, version: string, licence: string, author: string, text: string }[]}
 */
export function licences() {
  const found = new Map();
  const visit = (name, from) => {
    const folder = folderOf(name, from);
    // Optional packages of other systems are not there.
    if (folder === undefined || found.has(folder)) return;
    const facts = read(join(folder, 'package.json'));
    found.set(folder, {
      name,
      version: facts.version,
      licence: facts.license ?? facts.licenses?.map(({ type }) => type).join(', ') ?? '',
      author: authorOf(facts),
      text: textOf(folder),
    });
    // What Electron's package needs to be installed is not in the app.
    if (name === 'electron') return;
    for (const other of Object.keys(facts.dependencies ?? {})) visit(other, folder);
  };
  for (const name of importedPackages()) visit(name, inRoot());
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

const ID = 'virtual:licences';

/** `import licences from 'virtual:licences'` in the window. */
export const licencesPlugin = () => ({
  name: 'licences',
  resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
  load: (id) => (id === `\0${ID}` ? `export default ${JSON.stringify(licences())};` : undefined),
});
