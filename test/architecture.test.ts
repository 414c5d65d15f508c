import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { violations } from './support/architecture/check.ts';
import { rules, topFolders } from './support/architecture/rules.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const sourceFolders = ['engine', 'preload', 'main', 'renderer'];

const sources = sourceFolders
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(folder, name).replaceAll('\\', '/'),
    ),
  )
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'));

describe('import table', () => {
  it.each(sourceFolders)('is kept by %s', (folder) => {
    const files = sources.filter((file) => file.startsWith(`${folder}/`));
    expect(files.length).toBeGreaterThan(0);
    const found = files.flatMap((file) =>
      violations(file, readFileSync(join(root, file), 'utf8'), rules),
    );
    expect(found).toEqual([]);
  });

  it.each([
    ['engine/core/a.ts', "import { x } from 'node:fs';", 'engine/core/a.ts may not import node:fs'],
    ['engine/core/a.ts', "export * from 'bencode';", 'engine/core/a.ts may not import bencode'],
    ['engine/core/a.ts', "import './b';", 'engine/core/a.ts imports ./b without its extension'],
    [
      'engine/peer/a.ts',
      "import type { T } from '../torrent/torrent.ts';",
      'engine/peer/a.ts may not import engine/torrent/torrent.ts',
    ],
    [
      'engine/api/a.ts',
      "const f = () => import('../session/session.ts');",
      'engine/api/a.ts may not import engine/session/session.ts',
    ],
    [
      'renderer/a.tsx',
      "export type T = import('../engine/api/index.ts').T;",
      'renderer/a.tsx may not import engine/api/index.ts',
    ],
    [
      'main/a.ts',
      "import { startEngine } from '../engine/node/host.ts';",
      'main/a.ts may not import engine/node/host.ts',
    ],
    ['preload/b.ts', 'ipcRenderer.send();', 'preload/b.ts may not use ipcRenderer'],
    ['shared/a.ts', '', 'shared/a.ts lies in no folder of the import table'],
  ])('forbids in %s: %s', (file, source, message) => {
    expect(violations(file, source, rules)).toEqual([message]);
  });

  it.each([
    ['engine/core/wire/a.ts', "import { x } from '../bytes/b.ts';"],
    ['engine/core/bencode/codec.ts', "import bencode from 'bencode';"],
    ['engine/torrent/a.ts', "import { x } from '../peer/b.ts';"],
    ['engine/node/a.ts', "import { x } from 'node:fs/promises';"],
    ['main/ipc/a.ts', "import { x } from '../../engine/node/client.ts';"],
  ])('allows in %s: %s', (file, source) => {
    expect(violations(file, source, rules)).toEqual([]);
  });
});

describe('the house', () => {
  it('has no folder at its top but those that the design names', () => {
    const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n');
    const folders = new Set(
      tracked.filter((name) => name.includes('/')).map((name) => name.split('/')[0]),
    );
    const strange = [...folders].filter(
      (name) => !name?.startsWith('.') && !topFolders.includes(name ?? ''),
    );
    expect(strange).toEqual([]);
  });

  it('keeps the bencode package to one file', () => {
    const users = sources.filter((file) =>
      /from 'bencode'/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(users.length).toBeLessThanOrEqual(1);
  });
});
