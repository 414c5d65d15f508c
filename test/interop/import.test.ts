import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import type { Engine, ImportPreview, TorrentSnapshot } from '../../engine/api/index.ts';
import { encodeInfo, encodeMetainfo } from '../../engine/core/metainfo/build.ts';
import { createEngine } from '../../engine/index.ts';
import { nodeDht } from '../../engine/node/dht/dht.ts';
import { createNodeDisk } from '../../engine/node/disk/disk.ts';
import { createNodeProfiles } from '../../engine/node/foreign/profiles.ts';
import { createNodeHasher } from '../../engine/node/hasher/hasher.ts';
import { createNodePortMap } from '../../engine/node/portmap/portmap.ts';
import { createNodeSha1 } from '../../engine/node/sha1/sha1.ts';
import { openStore } from '../../engine/node/store/store.ts';
import { nodeFolderWatch } from '../../engine/node/watch/folder-watch.ts';
import type { Hasher } from '../../engine/ports/hasher.ts';
import { realPorts } from '../contract/rigs/session-ports.ts';
import { type Client, startQbittorrent, startTransmission } from '../support/clients/index.ts';
import { freePort } from '../support/ports.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { type Program, requirements } from '../support/requirements.ts';
import { EXIT, startSkein } from '../support/skein-cli.ts';
import { until } from '../support/wait.ts';

const COUNT = 100;
const PIECE = 16 * 1024;
const group = new ProcessGroup();
afterAll(() => group.close());

interface Made {
  readonly dir: string;
  readonly data: string;
  readonly files: readonly string[];
  readonly hashes: readonly string[];
}

/** A hundred small torrents with their data, a third of them with two files. */
async function makeTorrents(): Promise<Made> {
  const dir = await group.tempDir('import');
  const data = join(dir, 'data');
  await mkdir(join(dir, 'torrents'), { recursive: true });
  await mkdir(data);
  const files: string[] = [];
  const hashes: string[] = [];
  for (let i = 0; i < COUNT; i++) {
    const name = `thing ${String(i).padStart(3, '0')}`;
    const bytes = Buffer.alloc(20_000 + i * 300, `${name} `);
    const pieces: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += PIECE)
      pieces.push(
        createHash('sha1')
          .update(bytes.subarray(at, at + PIECE))
          .digest(),
      );
    const isFolder = i % 3 === 0;
    const cut = 9_000;
    if (isFolder) {
      await mkdir(join(data, name));
      await writeFile(join(data, name, 'a.bin'), bytes.subarray(0, cut));
      await writeFile(join(data, name, 'ü.bin'), bytes.subarray(cut));
    } else await writeFile(join(data, name), bytes);
    const info = encodeInfo({
      name,
      pieceLength: PIECE,
      pieceHashes: new Uint8Array(Buffer.concat(pieces)),
      content: isFolder
        ? [
            { path: ['a.bin'], length: cut },
            { path: ['ü.bin'], length: bytes.length - cut },
          ]
        : bytes.length,
    });
    const file = join(dir, 'torrents', `${name}.torrent`);
    await writeFile(file, encodeMetainfo(info, { trackers: [['http://127.0.0.1:9/announce']] }));
    files.push(file);
    hashes.push(createHash('sha1').update(info).digest('hex'));
  }
  return { dir, data, files, hashes };
}

/** An engine over the real world that counts what it hashes of files. */
async function engineThatCounts(
  profile: string,
): Promise<{ engine: Engine; checked: () => number }> {
  const store = await openStore(profile, { trouble: () => undefined });
  if (!store.ok) throw new Error(store.message);
  const hasher = createNodeHasher();
  let checked = 0;
  const counting: Hasher = {
    lanes: hasher.lanes,
    sha1: (view) => hasher.sha1(view),
    forget: (memory) => hasher.forget(memory),
    close: () => hasher.close(),
    sha1OfFiles: (run) => {
      checked += run.count;
      return hasher.sha1OfFiles(run);
    },
  };
  const engine = await createEngine(
    {
      ...realPorts,
      portmap: createNodePortMap({
        udp: realPorts.udp,
        random: realPorts.random,
        interfaces: () => [],
      }),
      dht: nodeDht,
      disk: createNodeDisk(),
      folderWatch: nodeFolderWatch,
      hasher: counting,
      sha1: createNodeSha1(),
      store: store.value,
      profiles: createNodeProfiles(),
    },
    {
      version: '0.1.0',
      overrides: {
        listenHost: '127.0.0.1',
        dht: false,
        lsd: false,
        pex: false,
        portMapping: false,
        maxActiveSeeds: 0,
        maxActive: 0,
      },
    },
  );
  if (!engine.ok) throw new Error(engine.message);
  group.own(async () => void (await engine.value.stop()));
  return { engine: engine.value, checked: () => checked };
}

interface Expected {
  readonly uploaded: number;
  readonly paused: boolean;
  readonly category?: string;
  readonly tags?: readonly string[];
}

/** Size and time of every file below, to see that nothing was written. */
async function fingerprint(folder: string): Promise<string> {
  const { stdout } = await promisify(execFile)('find', [
    folder,
    '-type',
    'f',
    '-printf',
    '%P %s %T@\n',
  ]);
  return stdout.split('\n').sort().join('\n');
}

/** Looks first, then takes all; everything must be as the client had it, and no byte read for a check. */
async function takeOver(folder: string, made: Made, expected: ReadonlyMap<string, Expected>) {
  const { engine, checked } = await engineThatCounts(await group.tempDir('profile'));
  const before = await fingerprint(folder);
  const look = await engine.importPreview(folder);
  if (!look.ok) throw new Error(look.message);
  expect(look.value.faults).toEqual([]);
  expect(look.value.torrents.map(({ outcome }) => outcome)).toEqual(new Array(COUNT).fill('taken'));
  const listed = await engine.list();
  expect(listed.ok && listed.value).toEqual([]);
  const done = await engine.importTorrents(folder, undefined, false);
  if (!done.ok) throw new Error(done.message);
  const rows = await until(
    async () => {
      const list = await engine.list();
      const all = list.ok ? list.value : [];
      const isSettled = ({ state }: TorrentSnapshot): boolean =>
        state === 'seeding' || state === 'paused';
      return all.length === COUNT && all.every(isSettled) ? all : undefined;
    },
    { what: 'all torrents to be there' },
  );
  expect(new Set(rows.map(({ id }) => id as string))).toEqual(new Set(made.hashes));
  for (const row of rows) {
    const one = expected.get(row.id);
    expect(row.savePath, row.name).toBe(made.data);
    expect(row.uploaded, row.name).toBe(one?.uploaded);
    expect(row.paused, row.name).toBe(one?.paused);
    if (one?.category !== undefined) expect(row.category, row.name).toBe(one.category);
    if (one?.tags !== undefined) expect(row.tags, row.name).toEqual(one.tags);
    expect(Date.now() - row.addedAt, row.name).toBeLessThan(600_000);
    if (!row.paused) expect(row.done, row.name).toBe(row.size);
  }
  expect(checked()).toBe(0);
  expect(await fingerprint(folder)).toBe(before);
  return engine;
}

/** Half of them paused, some sorted, and two of which somebody has fetched. */
async function fill(client: Client, made: Made): Promise<Map<string, Expected>> {
  for (const file of made.files) await client.addTorrent(file, made.data, { skipCheck: true });
  for (const hash of made.hashes) await client.waitComplete(hash);
  // Those are changed afterwards: qBittorrent writes totals down only with something else.
  const fetched = made.hashes.slice(0, 2);
  for (const [i] of fetched.entries()) {
    const args = ['download', made.files[i] as string, '--dir', join(made.dir, `got ${i}`)];
    const peer = ['--peer', `${client.host}:${client.port}`, '--encryption', 'off'];
    const cli = startSkein([...args, ...peer, '--no-dht', '--no-lsd', '--no-pex'], { group });
    expect((await cli.process.ended).code).toBe(EXIT.done);
  }
  const expected = new Map<string, Expected>();
  for (const [i, hash] of made.hashes.entries()) {
    const tags = i % 10 === 0 ? ['live', 'rock'] : [];
    const category = i % 5 === 0 && client.name === 'qbittorrent' ? 'films/4k' : '';
    if (tags.length > 0 || category !== '') await client.label?.(hash, category, tags);
    if (i % 2 === 1) await client.pause(hash);
    const { uploaded } = await client.progress(hash);
    expected.set(hash, { uploaded, paused: i % 2 === 1, category, tags });
  }
  expect(expected.get(made.hashes[0] as string)?.uploaded).toBeGreaterThan(10_000);
  return expected;
}

const lackOf = (program: Program): string | undefined => requirements(program).missing;

describe('a hundred torrents come over from', () => {
  test.skipIf(lackOf('qbittorrent-nox'))(
    'qBittorrent, and out to our own export and back',
    async () => {
      const made = await makeTorrents();
      const dir = join(made.dir, 'qb');
      const client = await startQbittorrent({ group, dir });
      const expected = await fill(client, made);
      await client.stop();
      const engine = await takeOver(join(dir, 'qBittorrent'), made, expected);
      const out = join(made.dir, 'export');
      expect(await engine.exportTorrents(out)).toMatchObject({ ok: true });
      expect(await engine.exportTorrents(out)).toMatchObject({
        ok: false,
        code: 'export-not-empty',
      });
      const raw = JSON.parse(await readFile(join(out, 'skein-export.json'), 'utf8')) as object;
      expect(raw).toMatchObject({ format: 1 });
      await engine.stop();
      await takeOver(out, made, expected);
    },
    120_000,
  );

  test.skipIf(lackOf('transmission-daemon'))(
    'Transmission; a file that changed since is checked',
    async () => {
      const made = await makeTorrents();
      const dir = join(made.dir, 'tr');
      const client = await startTransmission({ group, dir });
      const expected = await fill(client, made);
      await client.stop();
      await takeOver(join(dir, 'config'), made, expected);

      const { engine } = await engineThatCounts(await group.tempDir('profile'));
      const late = new Date(Date.now() + 60_000);
      await utimes(join(made.data, 'thing 001'), late, late);
      await cp(join(dir, 'config'), join(dir, 'half'), { recursive: true });
      const broken = join(dir, 'half', 'resume', `${made.hashes[2]}.resume`);
      await writeFile(broken, 'broken');
      const look = await engine.importPreview(join(dir, 'half'));
      if (!look.ok) throw new Error(look.message);
      const outcomes = new Map(
        (look.value as ImportPreview).torrents.map(({ id, outcome }) => [id as string, outcome]),
      );
      expect(outcomes.get(made.hashes[1] as string)).toBe('checked');
      expect(outcomes.get(made.hashes[0] as string)).toBe('taken');
      expect(look.value.faults).toMatchObject([{ code: 'foreign-damaged' }]);
    },
    120_000,
  );

  test.skipIf(lackOf('deluged'))(
    'Deluge',
    async () => {
      const made = await makeTorrents();
      const dir = join(made.dir, 'deluge');
      await mkdir(dir);
      const port = await freePort();
      const daemon = group.spawn('deluged', ['-d', '-c', dir, '-p', String(port), '-L', 'none'], {
        name: 'deluged',
        env: { HOME: dir },
      });
      const auth = await until(async () => await readFile(join(dir, 'auth'), 'utf8'), {
        what: 'deluged to begin',
        timeout: 20_000,
      });
      await until(() => stat(join(dir, 'session.state')).catch(() => true), { what: 'deluged' });
      const [user = '', password = ''] = auth.split('\n')[0]?.split(':') ?? [];
      const script = join(import.meta.dirname, '..', 'support', 'deluge-profile.py');
      const run = async (): Promise<string> =>
        (
          await promisify(execFile)(
            '/usr/bin/python3',
            [script, String(port), user, password, join(made.dir, 'torrents'), made.data],
            { env: { ...process.env, HOME: dir }, maxBuffer: 1e8 },
          )
        ).stdout;
      const listed = await until(async () => (await run()).trim() || undefined, {
        what: 'deluged to take its torrents',
        timeout: 60_000,
      });
      const rows = JSON.parse(listed.split('\n').at(-1) ?? '[]') as readonly {
        hash: string;
        state: string;
        total_uploaded: number;
      }[];
      expect(rows).toHaveLength(COUNT);
      await daemon.stop();
      const expected = new Map(
        rows.map(({ hash, state, total_uploaded }) => [
          hash,
          { paused: state === 'Paused', uploaded: total_uploaded },
        ]),
      );
      expect([...expected.values()].filter(({ paused }) => paused)).toHaveLength(COUNT / 2);
      await takeOver(dir, made, expected);
    },
    120_000,
  );
});
