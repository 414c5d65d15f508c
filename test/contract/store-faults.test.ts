/// <reference path="../../engine/node/store/better-sqlite3.d.ts" />
import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Sqlite from 'better-sqlite3';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../engine/node/store/store.ts';
import type { Store, StoreCode, StoredTorrent } from '../../engine/ports/store.ts';
import { until } from '../support/wait.ts';
import { allTorrents, hashOf, torrentOf } from './rigs/stored.ts';

let profile: string;
let trouble: [StoreCode, string][];
const events = {
  trouble: (code: StoreCode, message: string): void => void trouble.push([code, message]),
};

beforeEach(() => {
  trouble = [];
  profile = mkdtempSync(join(tmpdir(), 'skein-store-'));
});

afterEach(() => rmSync(profile, { recursive: true }));

async function open(): Promise<Store> {
  const store = await openStore(profile, events);
  if (!store.ok) throw new Error(store.message);
  return store.value;
}

async function torrentsOf(store: Store): Promise<readonly StoredTorrent[]> {
  const loaded = await allTorrents(store);
  if (!loaded.ok) throw new Error(loaded.message);
  return loaded.value;
}

async function fill(count: number): Promise<void> {
  const store = await open();
  for (let n = 0; n < count; n++) await store.addTorrent(torrentOf(n));
  await store.saveValues(new Map([['settings.x', 1]]));
  await store.close();
}

const database = (): string => join(profile, 'skein.db');
const setAside = (): string[] => readdirSync(profile).filter((name) => name.includes('damaged'));

describe('a damaged database', () => {
  it.each([
    ['whose first page is garbage', () => overwrite(0, 4_096)],
    ['that was cut in half', () => truncateSync(database(), 20_000)],
    ['that is no database at all', () => writeFileSync(database(), 'x'.repeat(10_000))],
  ])('%s is set aside and rebuilt from the saved torrents', async (_how, damage) => {
    await fill(30);
    damage();
    const broken = readFileSync(database());
    const store = await open();
    const torrents = await torrentsOf(store);
    await store.close();
    expect(torrents.map(({ infoHash }) => infoHash)).toEqual(
      Array.from({ length: 30 }, (_, n) => hashOf(n)),
    );
    const { progress: _, ...expected } = torrentOf(7);
    expect(torrents[7]).toMatchObject(expected);
    // Bits of a damaged file are not believed.
    expect(torrents.every(({ progress }) => progress.have.length === 0 && !progress.clean)).toBe(
      true,
    );
    expect(trouble.map(([code]) => code)).toEqual(['store-damaged']);
    const [aside = ''] = setAside();
    expect(trouble[0]?.[1]).toContain(aside);
    expect(readFileSync(join(profile, aside))).toEqual(broken);
  });

  it('gives up only what cannot be read: totals and settings come back', async () => {
    await fill(30);
    // The root page of one table; the others stay readable.
    damageTable('stamps');
    const store = await open();
    const torrents = await torrentsOf(store);
    const values = await store.loadValues();
    await store.close();
    expect(torrents).toHaveLength(30);
    expect(values).toEqual({ ok: true, value: new Map([['settings.x', 1]]) });
    expect(trouble.map(([code]) => code)).toEqual(['store-damaged']);
  });

  it('met by a write is rebuilt under way, and the write is kept', async () => {
    await fill(3);
    damageTable('stamps');
    const store = await open();
    expect(await store.addTorrent(torrentOf(9))).toMatchObject({ ok: true });
    const torrents = await torrentsOf(store);
    await store.close();
    expect(torrents.map(({ infoHash }) => infoHash)).toEqual([0, 1, 2, 9].map(hashOf));
  });

  it('does not bring back what was removed', async () => {
    await fill(3);
    const before = await open();
    await before.removeTorrent(hashOf(1));
    await before.close();
    overwrite(0, 4_096);
    const store = await open();
    expect((await torrentsOf(store)).map(({ infoHash }) => infoHash)).toEqual([0, 2].map(hashOf));
    await store.close();
  });

  it('knows what the user changed since', async () => {
    await fill(2);
    const before = await open();
    await before.updateTorrent(hashOf(0), { savePath: '/moved', intent: 'paused' });
    await before.setMetainfo(hashOf(1), Uint8Array.of(9), 'renamed');
    await before.close();
    overwrite(0, 4_096);
    const store = await open();
    expect(await torrentsOf(store)).toMatchObject([
      { savePath: '/moved', intent: 'paused' },
      { metainfo: Uint8Array.of(9), name: 'renamed' },
    ]);
    await store.close();
  });
});

it('restores the list when the database was removed', async () => {
  await fill(3);
  rmSync(database());
  const store = await open();
  expect(await torrentsOf(store)).toHaveLength(3);
  await store.close();
  expect(trouble.map(([code]) => code)).toEqual(['store-damaged']);
});

it('leaves the database of a newer version as it is, and says so', async () => {
  await fill(1);
  const sqlite = new Sqlite(database());
  sqlite.pragma('user_version = 99');
  sqlite.close();
  const before = readFileSync(database());
  expect(await openStore(profile, events)).toMatchObject({
    ok: false,
    code: 'store-newer',
    message: expect.stringContaining('newer version'),
  });
  expect(readFileSync(database())).toEqual(before);
  expect(setAside()).toEqual([]);
});

it('refuses a profile that another store has open, until that is closed', async () => {
  const first = await open();
  expect(await openStore(profile, events)).toMatchObject({
    ok: false,
    code: 'store-busy',
    message: expect.stringContaining(profile),
  });
  await first.close();
  await (await open()).close();
  expect(trouble).toEqual([]);
});

it('says so where the profile cannot be a folder', async () => {
  rmSync(profile, { recursive: true });
  writeFileSync(profile, 'a file');
  expect(await openStore(profile, events)).toMatchObject({ ok: false, code: 'store-failed' });
});

it('answers with a fault after it was closed', async () => {
  const store = await open();
  await store.close();
  expect(await store.loadPlaces()).toMatchObject({ ok: false, code: 'store-failed' });
});

describe('another process', () => {
  // Inside the project, so that it finds the same packages.
  const out = join('.cache', `store-child-${process.pid}`);
  const children = new Set<ChildProcess>();

  beforeAll(async () => {
    await build({
      configFile: false,
      logLevel: 'error',
      build: {
        ssr: true,
        outDir: out,
        target: 'node20',
        rolldownOptions: {
          input: {
            child: 'test/contract/rigs/store-child.ts',
            'workers/store': 'engine/node/workers/store.ts',
          },
          external: ['better-sqlite3'],
          output: { entryFileNames: '[name].mjs', format: 'es' },
        },
      },
    });
    // The bundle looks for workers/NAME.js; the package.json of the project makes that a module.
    writeFileSync(
      join(out, 'workers', 'store.js'),
      readFileSync(join(out, 'workers', 'store.mjs'), 'utf8'),
    );
  });

  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
    children.clear();
  });

  afterAll(() => rmSync(out, { recursive: true, force: true }));

  interface Run {
    readonly child: ChildProcess;
    readonly lines: string[];
    readonly ended: Promise<unknown>;
  }

  function start(command: string, args: readonly string[]): Run {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    children.add(child);
    const lines: string[] = [];
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) =>
      lines.push(line),
    );
    return { child, lines, ended: new Promise((resolve) => child.once('close', resolve)) };
  }

  const run = (...args: readonly string[]): Run =>
    start(process.execPath, [join(out, 'child.mjs'), profile, ...args]);

  it('killed at any moment leaves everything that it acknowledged', async () => {
    const kept = new Map<number, number>();
    let next = 0;
    for (let round = 0; round < 12; round++) {
      const { child, lines, ended } = run(String(next));
      await until(() => lines.includes('ready'), { what: 'the child to open the profile' });
      // At another place of the work each time; the kill itself adds its own chance.
      await until(() => lines.length > 1 + round * 3, {
        what: 'progress of the child',
        interval: 1,
      });
      child.kill('SIGKILL');
      await ended;
      for (const line of lines) {
        const [word, n = '', downloaded = '0'] = line.split(' ');
        if (word === 'added') kept.set(Number(n), kept.get(Number(n)) ?? 0);
        if (word === 'progress') kept.set(Number(n), Number(downloaded));
        expect(word).not.toBe('fault');
      }
      const store = await open();
      const found = new Map(
        (await torrentsOf(store)).map((torrent) => [torrent.infoHash, torrent]),
      );
      await store.close();
      for (const [n, downloaded] of kept) {
        const torrent = found.get(hashOf(n));
        expect(torrent?.metainfo).toHaveLength(20_000);
        expect(torrent?.progress.downloaded).toBeGreaterThanOrEqual(downloaded);
      }
      next = found.size + 1_000 * (round + 1);
    }
    expect(kept.size).toBeGreaterThan(100);
    expect(trouble).toEqual([]);
  });

  it('that has the profile open is named, and its end frees the profile', async () => {
    const { child, lines, ended } = run('0');
    await until(() => lines.includes('ready'), { what: 'the child to open the profile' });
    expect(await openStore(profile, events)).toMatchObject({ ok: false, code: 'store-busy' });
    child.kill('SIGKILL');
    await ended;
    await (await open()).close();
  });

  it('on a full disk is told, tries again, and goes on when there is room', async (context) => {
    const folder = join(profile, 'small');
    mkdirSync(folder);
    const full = join(folder, 'ballast');
    const script = [
      `mount -t tmpfs -o size=4m skein-test ${folder} || exit 77`,
      `head -c 3700k /dev/zero > ${full}`,
      `"$1" "$2" ${folder}/profile 0 40 &`,
      'pid=$!',
      `read go && rm ${full}`,
      'wait $pid',
    ].join('\n');
    const child = spawn(
      'unshare',
      [...unshareFlags, 'sh', '-c', script, 'sh', process.execPath, join(out, 'child.mjs')],
      { stdio: ['pipe', 'pipe', 'ignore'] },
    );
    children.add(child);
    const lines: string[] = [];
    let code: number | null | undefined;
    child.once('close', (ended) => {
      code = ended;
    });
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) =>
      lines.push(line),
    );
    await until(() => lines.includes('trouble store-full') || code !== undefined, {
      what: () => `trouble; the child said ${lines.join(', ')}`,
    });
    if (code === 77 || code === 1) context.skip('no namespace can be made here');
    const before = lines.filter((line) => line.startsWith('added')).length;
    child.stdin?.end('go\n');
    await until(() => code !== undefined, {
      what: () => `the end: ${lines.join(', ')}`,
      timeout: 30_000,
    });
    expect(before).toBeLessThan(40);
    expect(lines.filter((line) => line.startsWith('added'))).toHaveLength(40);
    expect(lines.some((line) => line.startsWith('fault'))).toBe(false);
  });
});

const unshareFlags =
  process.getuid?.() === 0 ? ['--mount'] : ['--mount', '--user', '--map-root-user'];

function overwrite(offset: number, length: number): void {
  const file = openSync(database(), 'r+');
  writeSync(file, new Uint8Array(length).fill(0xa5), 0, length, offset);
  closeSync(file);
}

function damageTable(name: string): void {
  const sqlite = new Sqlite(database());
  const row = sqlite.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(name);
  sqlite.close();
  overwrite((Number(row?.['rootpage']) - 1) * 4_096, 4_096);
}
