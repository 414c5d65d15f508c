import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Engine, WebSeedSnapshot } from '../../engine/api/index.ts';
import type { InfoHash } from '../../engine/core/ids.ts';
import { encodeInfo, encodeMetainfo } from '../../engine/core/metainfo/build.ts';
import { randomBytes } from '../support/payload.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { until } from '../support/wait.ts';
import { serveFiles, startWebServer, type WebAnswer } from '../support/web-server.ts';
import { must, startEngine } from './rigs/engine.ts';

const KiB = 1024;
const PIECE = 64 * KiB;

let group = new ProcessGroup();
afterEach(async () => {
  await group.close();
  group = new ProcessGroup();
});

interface Made {
  readonly metainfo: Uint8Array;
  /** By path below the web seed. */
  readonly files: Map<string, Uint8Array>;
}

const pieceHashes = (content: Buffer): Uint8Array => {
  const hashes: Buffer[] = [];
  for (let at = 0; at < content.length; at += PIECE)
    hashes.push(
      createHash('sha1')
        .update(content.subarray(at, at + PIECE))
        .digest(),
    );
  return Buffer.concat(hashes);
};

function single(bytes: number, webSeeds: readonly string[] = []): Made {
  const content = randomBytes('web', bytes);
  const raw = encodeInfo({
    name: 'one file.bin',
    pieceLength: PIECE,
    pieceHashes: pieceHashes(content),
    content: bytes,
    private: false,
  });
  return {
    metainfo: encodeMetainfo(raw, { webSeeds }),
    files: new Map([['one file.bin', content]]),
  };
}

/** Names that the disk and the URL write differently, an empty file, and pieces across files. */
function many(webSeeds: readonly string[] = []): Made {
  const entries: [string[], Buffer][] = [
    [['a', 'ünïcode #1.bin'], randomBytes('a', 100_000)],
    [['empty'], Buffer.alloc(0)],
    [['a', 'tiny%20'], randomBytes('b', 7)],
    [['z', 'large'], randomBytes('c', 300_001)],
  ];
  const content = Buffer.concat(entries.map(([, bytes]) => bytes));
  const raw = encodeInfo({
    name: 'many',
    pieceLength: PIECE,
    pieceHashes: pieceHashes(content),
    content: entries.map(([path, bytes]) => ({ path, length: bytes.length })),
    private: false,
  });
  return {
    metainfo: encodeMetainfo(raw, { webSeeds }),
    files: new Map(entries.map(([path, bytes]) => [`many/${path.join('/')}`, bytes])),
  };
}

async function add(made: Made, settings: Parameters<typeof startEngine>[1] = {}) {
  const { engine } = await startEngine(group, settings);
  const savePath = await group.tempDir('saved');
  const { id } = await must(
    engine.add({
      source: { kind: 'metainfo', bytes: made.metainfo, fileName: 'x.torrent' },
      savePath,
      paused: false,
    }),
  );
  return { engine, id, savePath };
}

const seedsOf = async (engine: Engine, id: InfoHash): Promise<readonly WebSeedSnapshot[]> =>
  (await must(engine.details(id, 'webSeeds'))).value ?? [];

const isComplete = async (engine: Engine, id: InfoHash): Promise<boolean> =>
  (await must(engine.list())).find((row) => row.id === id)?.state === 'seeding';

async function completes(made: Made, engine: Engine, id: InfoHash, savePath: string) {
  await until(() => isComplete(engine, id), { what: 'the download', timeout: 20_000 });
  for (const [path, bytes] of made.files)
    expect((await readFile(join(savePath, path))).equals(bytes), path).toBe(true);
}

describe('a torrent with nothing but a web seed', () => {
  it('of one file is downloaded in one stream, from a folder or from the file itself', async () => {
    const files = single(600_000).files;
    for (const tail of ['/', '/one%20file.bin']) {
      const server = await startWebServer(group, serveFiles(files));
      const made = single(600_000, [server.url + tail]);
      const { engine, id, savePath } = await add(made);
      await completes(made, engine, id, savePath);
      expect(server.seen.length).toBeLessThan(8);
      expect(server.seen.every(({ path }) => path === '/one%20file.bin')).toBe(true);
      const [row] = await must(engine.list());
      expect(row?.downloaded).toBe(600_000);
    }
  });

  it('of many files is downloaded across their borders, whatever they are called', async () => {
    const server = await startWebServer(group, serveFiles(many().files));
    const made = many([server.url]);
    const { engine, id, savePath } = await add(made);
    await completes(made, engine, id, savePath);
    expect(server.seen.some(({ path }) => path.includes('/empty'))).toBe(false);
  });

  it('that knows no ranges is read from the beginning', async () => {
    const { files } = many();
    const server = await startWebServer(group, (request, response) => {
      delete request.headers.range;
      serveFiles(files)(request, response);
    });
    const made = many([`${server.url}/`]);
    const { engine, id, savePath } = await add(made);
    await completes(made, engine, id, savePath);
  });

  it('that sends its visitors elsewhere is followed', async () => {
    const target = await startWebServer(group, serveFiles(single(200_000).files));
    const server = await startWebServer(group, (request, response) =>
      response.writeHead(302, { Location: target.url + request.url }).end(),
    );
    const made = single(200_000, [`${server.url}/`]);
    const { engine, id, savePath } = await add(made);
    await completes(made, engine, id, savePath);
  });

  it('that is busy is asked again when it said', async () => {
    const { files } = single(200_000);
    let busy = 1;
    const server = await startWebServer(group, (request, response) => {
      if (busy-- > 0) response.writeHead(503, { 'Retry-After': '5' }).end('come back');
      else serveFiles(files)(request, response);
    });
    const made = single(200_000, [`${server.url}/`]);
    const { engine, id, savePath } = await add(made);
    await until(async () => (await seedsOf(engine, id))[0]?.state === 'failing', {
      what: 'a wait',
    });
    const [seed] = await seedsOf(engine, id);
    expect(seed?.message).toBe('answered 503');
    expect(seed?.retryAt ?? 0).toBeGreaterThan(Date.now() + 3_000);
    await completes(made, engine, id, savePath);
  });

  it('gives pieces to those who ask for pieces (BEP 17)', async () => {
    const made = single(300_000);
    const content = made.files.get('one file.bin') as Uint8Array;
    const server = await startWebServer(group, (request, response) => {
      const query = new URL(request.url ?? '', 'http://x').searchParams;
      const [first = 0, last = 0] = (query.get('ranges') ?? '').split('-').map(Number);
      const at = Number(query.get('piece')) * PIECE;
      response.writeHead(200).end(content.subarray(at + first, at + last + 1));
    });
    const { engine, id, savePath } = await add(made);
    await must(engine.setWebSeeds(id, [{ url: `${server.url}/seed.php`, kind: 'pieces' }]));
    await completes(made, engine, id, savePath);
    expect(server.seen[0]?.path).toMatch(/^\/seed\.php\?info_hash=.*&piece=\d+&ranges=\d+-\d+$/);
  });

  it('holds to the limits', async () => {
    const server = await startWebServer(group, serveFiles(single(900_000).files));
    const made = single(900_000, [`${server.url}/`]);
    const from = performance.now();
    const { engine, id, savePath } = await add(made, { downLimit: 300_000 });
    await completes(made, engine, id, savePath);
    expect(performance.now() - from).toBeGreaterThan(2_200);
  });
});

describe('a web seed that is no good', () => {
  const outcomes: readonly (readonly [string, WebAnswer, Partial<WebSeedSnapshot>])[] = [
    [
      'sends wrong bytes',
      (request, response) =>
        serveFiles(new Map([['one file.bin', Buffer.alloc(300_000)]]))(request, response),
      { state: 'banned' },
    ],
    [
      'has another file',
      (request, response) =>
        serveFiles(new Map([['one file.bin', Buffer.alloc(5)]]))(request, response),
      { state: 'banned' },
    ],
    [
      'lacks the file',
      (_, response) => response.writeHead(404).end(),
      { state: 'failing', message: 'answered 404' },
    ],
    [
      'sends another range than it was asked for',
      (_, response) =>
        response.writeHead(206, { 'Content-Range': 'bytes 5-9/300000' }).end('xxxxx'),
      { state: 'failing', message: 'sends another range' },
    ],
    [
      'does not say what it sends',
      (_, response) => response.writeHead(206).end(Buffer.alloc(1_000)),
      { state: 'failing', message: 'does not say what it sends' },
    ],
    [
      'packs what it sends',
      (_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('x'),
      { state: 'failing', message: 'answers in gzip' },
    ],
    [
      'breaks off',
      (request, response) => {
        const [, first = '0', last = '0'] = /(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
        response.writeHead(206, {
          'Content-Range': `bytes ${first}-${last}/300000`,
          'Content-Length': Number(last) - Number(first) + 1,
        });
        response.write(Buffer.alloc(10));
        setTimeout(() => response.destroy(), 50);
      },
      { state: 'failing' },
    ],
    [
      'redirects to itself',
      (request, response) => response.writeHead(302, { Location: request.url ?? '' }).end(),
      { state: 'failing' },
    ],
  ];

  it.each(outcomes)(
    'because it %s is told apart, and the others go on',
    async (_what, answer, state) => {
      const bad = await startWebServer(group, answer);
      const made = single(300_000, [`${bad.url}/`]);
      const { engine, id, savePath } = await add(made);
      await until(async () => (await seedsOf(engine, id))[0]?.state === state.state, {
        what: `the seed to be ${state.state}`,
      });
      const [seed] = await seedsOf(engine, id);
      expect(seed).toMatchObject(state);
      expect(seed?.message).not.toBe('');
      const asked = bad.seen.length;
      expect(asked).toBeLessThan(20);
      // Nothing of it is believed, and a good one finishes the download.
      const good = await startWebServer(group, serveFiles(made.files));
      await must(
        engine.setWebSeeds(id, [
          { url: `${bad.url}/`, kind: 'files' },
          { url: `${good.url}/`, kind: 'files' },
        ]),
      );
      await completes(made, engine, id, savePath);
      expect(bad.seen.length).toBeLessThan(asked + 10);
    },
  );

  it('because it never stops sending is read no further than was asked for', async () => {
    const { files } = single(300_000);
    const content = files.get('one file.bin') as Uint8Array;
    let sent = 0;
    const server = await startWebServer(group, (request, response) => {
      const [, first = '0', last = '0'] = /(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
      response.writeHead(206, { 'Content-Range': `bytes ${first}-${last}/300000` });
      response.write(content.subarray(Number(first), Number(last) + 1));
      const flood = (): void => {
        if (response.destroyed) return;
        sent += 64 * KiB;
        if (response.write(Buffer.alloc(64 * KiB))) setImmediate(flood);
        else response.once('drain', flood);
      };
      flood();
    });
    const made = single(300_000, [`${server.url}/`]);
    const { engine, id, savePath } = await add(made);
    await completes(made, engine, id, savePath);
    expect(sent).toBeLessThan(64 * 1024 * KiB);
    expect((await must(engine.list()))[0]?.downloaded).toBe(300_000);
  });

  it('because it lies on this network and wants a query is not asked, unless the user named it', async () => {
    const server = await startWebServer(group, serveFiles(single(200_000).files));
    const url = `${server.url}/?do=harm`;
    const made = single(200_000, [url]);
    const { engine, id, savePath } = await add(made);
    await until(async () => (await seedsOf(engine, id))[0]?.state === 'failing', {
      what: 'a refusal',
    });
    expect(server.seen).toEqual([]);
    const named = `${server.url}/one%20file.bin?token=1`;
    await must(engine.setWebSeeds(id, [{ url: named, kind: 'files' }]));
    await completes(made, engine, id, savePath);
  });
});

it('web seeds are set, checked, and kept over a restart', async () => {
  const made = single(200_000, ['http://192.0.2.1/']);
  const { engine, id } = await add(made);
  expect(await engine.setWebSeeds(id, [{ url: 'ftp://x/', kind: 'files' }])).toMatchObject({
    ok: false,
    code: 'web-seed-invalid',
    subject: 'ftp://x/',
  });
  expect((await seedsOf(engine, id)).map(({ url }) => url)).toEqual(['http://192.0.2.1/']);
  await must(engine.setWebSeeds(id, []));
  expect(await seedsOf(engine, id)).toEqual([]);
});

it('two web seeds share the work, and a peer takes its part', async () => {
  const made = single(3_000_000);
  const servers = [
    await startWebServer(group, serveFiles(made.files)),
    await startWebServer(group, serveFiles(made.files)),
  ];
  const { engine, id, savePath } = await add(made, { downLimit: 2_000_000 });
  const seeder = await startEngine(group);
  const folder = await group.tempDir('seeder');
  await writeFile(join(folder, 'one file.bin'), made.files.get('one file.bin') as Uint8Array);
  await must(
    seeder.engine.add({
      source: { kind: 'metainfo', bytes: made.metainfo, fileName: 'x.torrent' },
      savePath: folder,
      paused: false,
    }),
  );
  await until(() => isComplete(seeder.engine, id), { what: 'the seeder' });
  await must(engine.addPeer(id, `127.0.0.1:${seeder.port}`));
  await must(
    engine.setWebSeeds(
      id,
      servers.map(({ url }) => ({ url: `${url}/`, kind: 'files' as const })),
    ),
  );
  await completes(made, engine, id, savePath);
  const given = await seedsOf(engine, id);
  const [row] = await must(seeder.engine.list());
  for (const { downloaded } of given) expect(downloaded).toBeGreaterThan(0);
  expect(row?.uploaded ?? 0).toBeGreaterThan(0);
  const [leecher] = await must(engine.list());
  expect(leecher?.downloaded ?? 0).toBeLessThan(3_000_000 * 1.1);
});
