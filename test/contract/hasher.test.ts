import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeClock } from '../../engine/node/clock/clock.ts';
import { createNodeHasher } from '../../engine/node/hasher/hasher.ts';
import { createNodeSha1 } from '../../engine/node/sha1/sha1.ts';
import type { HashedRun, Hasher, HashRun } from '../../engine/ports/hasher.ts';
import { FakeDisk } from '../sim/fakes/disk.ts';
import { createFakeHasher } from '../sim/fakes/hasher.ts';

interface Rig {
  readonly hasher: Hasher;
  readonly root: string;
  put(path: string, bytes: Uint8Array): void;
  link(path: string): void;
  end(): void;
}

function realRig(): Rig {
  const root = mkdtempSync(join(tmpdir(), 'skein-hash-'));
  return {
    hasher: createNodeHasher(2),
    root,
    put(path, bytes) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
    },
    link: (path) => symlinkSync('/', path),
    end: () => rmSync(root, { recursive: true }),
  };
}

function fakeRig(): Rig {
  const disk = new FakeDisk(nodeClock);
  disk.makeFolder('/r');
  return {
    hasher: createFakeHasher({ clock: nodeClock, disk: disk.mount() }),
    root: '/r',
    put: (path, bytes) => disk.put(path, bytes),
    link: (path) => disk.link(path),
    end: () => expect(disk.openFiles).toBe(0),
  };
}

const sha1 = (...parts: readonly Uint8Array[]): string => {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

const filled = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 7 + seed * 13 + (i >> 8)) & 0xff);

function shared(bytes: Uint8Array): Uint8Array {
  const view = new Uint8Array(new SharedArrayBuffer(bytes.length + 5), 5);
  view.set(bytes);
  return view;
}

const hexes = ({ digests, whole }: HashedRun): (string | undefined)[] =>
  [...whole].map((good, i) =>
    good === 1 ? Buffer.from(digests.subarray(i * 20, i * 20 + 20)).toString('hex') : undefined,
  );

describe.each([
  ['in memory', fakeRig],
  ['of worker threads', realRig],
] as const)('the hasher %s', (_name, makeRig) => {
  let rig: Rig;
  let hasher: Hasher;

  beforeEach(() => {
    rig = makeRig();
    hasher = rig.hasher;
  });

  afterEach(async () => {
    await hasher.close();
    rig.end();
  });

  const path = (name: string): string => join(rig.root, name);

  async function hashed(run: Omit<HashRun, 'root'>): Promise<(string | undefined)[]> {
    const result = await hasher.sha1OfFiles({ root: rig.root, ...run });
    if (!result.ok) throw new Error(result.message);
    return hexes(result.value);
  }

  it('digests views of shared memory, many at once, each with its own answer', async () => {
    const views = Array.from({ length: 200 }, (_, i) => shared(filled(1 + i * 97, i)));
    const digests = await Promise.all(views.map((view) => hasher.sha1(view)));
    expect(digests.map((digest) => Buffer.from(digest).toString('hex'))).toEqual(
      views.map((view) => sha1(view)),
    );
  });

  it('digests pieces of any size, wherever they lie in a page', async () => {
    for (const length of [64 * 1024, 64 * 1024 + 1, 1024 * 1024 + 3]) {
      const view = shared(filled(length, length));
      expect(Buffer.from(await hasher.sha1(view)).toString('hex')).toBe(sha1(view));
    }
  });

  it('digests several places of one block of memory, also after it was forgotten', async () => {
    const memory = new SharedArrayBuffer(64);
    const all = new Uint8Array(memory);
    all.set(filled(64, 1));
    for (const offset of [0, 16, 48]) {
      const view = new Uint8Array(memory, offset, 16);
      expect(Buffer.from(await hasher.sha1(view)).toString('hex')).toBe(sha1(view));
      hasher.forget(memory);
    }
  });

  it('reads pieces across files and zeros', async () => {
    rig.put(path('a'), filled(300_000, 1));
    rig.put(path('b/c'), filled(50_000, 2));
    const spans = [
      { path: path('a'), offset: 100_000, length: 200_000 },
      { path: undefined, offset: 0, length: 1_000 },
      { path: path('b/c'), offset: 0, length: 50_000 },
    ];
    const all = Buffer.concat([
      filled(300_000, 1).subarray(100_000),
      new Uint8Array(1_000),
      filled(50_000, 2),
    ]);
    const expected = [0, 1].map((i) => sha1(all.subarray(i * 131_072, (i + 1) * 131_072)));
    expect(await hashed({ spans, pieceLength: 131_072, lastLength: 119_928, count: 2 })).toEqual(
      expected,
    );
  });

  it('tells missing and short files from bad ones, piece by piece', async () => {
    rig.put(path('short'), filled(2_500, 1));
    rig.put(path('good'), filled(1_000, 2));
    const spans = [
      { path: path('short'), offset: 0, length: 4_000 },
      { path: path('missing'), offset: 0, length: 500 },
      { path: path('good'), offset: 0, length: 1_000 },
    ];
    const found = await hashed({ spans, pieceLength: 1_000, lastLength: 500, count: 6 });
    const short = filled(2_500, 1);
    expect(found).toEqual([
      sha1(short.subarray(0, 1_000)),
      sha1(short.subarray(1_000, 2_000)),
      undefined,
      undefined,
      undefined,
      sha1(filled(1_000, 2).subarray(500)),
    ]);
  });

  it('reads nothing through a link', async () => {
    rig.link(path('link'));
    for (const name of ['link', 'link/etc/passwd']) {
      const spans = [{ path: path(name), offset: 0, length: 10 }];
      const run = { root: rig.root, spans, pieceLength: 10, lastLength: 10, count: 1 };
      expect(await hasher.sha1OfFiles(run)).toMatchObject({ ok: false, code: 'disk-link' });
    }
  });

  it('does what was asked of it at once in any mix', async () => {
    rig.put(path('a'), filled(100_000, 1));
    const run = {
      spans: [{ path: path('a'), offset: 0, length: 100_000 }],
      pieceLength: 100_000,
      lastLength: 100_000,
      count: 1,
    };
    const view = shared(filled(70_000, 3));
    const mixed = await Promise.all(
      Array.from({ length: 40 }, async (_, i) =>
        i % 2 === 0 ? (await hashed(run))[0] : Buffer.from(await hasher.sha1(view)).toString('hex'),
      ),
    );
    const expected = [sha1(filled(100_000, 1)), sha1(view)];
    expect(mixed).toEqual(mixed.map((_, i) => expected[i % 2]));
  });

  it('refuses work after its end', async () => {
    await hasher.close();
    await expect(hasher.sha1(shared(filled(10, 1)))).rejects.toThrow('closed');
  });
});

it('the hasher of worker threads lets an urgent view pass the files that wait', async () => {
  const rig = realRig();
  rig.put(join(rig.root, 'a'), filled(4 << 20, 1));
  const hasher = createNodeHasher(1);
  const order: string[] = [];
  const run: HashRun = {
    root: rig.root,
    spans: [{ path: join(rig.root, 'a'), offset: 0, length: 4 << 20 }],
    pieceLength: 4 << 20,
    lastLength: 4 << 20,
    count: 1,
  };
  const files = Array.from({ length: 20 }, () =>
    hasher.sha1OfFiles(run).then(() => order.push('file')),
  );
  await files[0];
  await hasher.sha1(shared(filled(1_000, 1))).then(() => order.push('view'));
  await Promise.all(files);
  expect(order.indexOf('view')).toBeLessThan(6);
  await hasher.close();
  await rig.hasher.close();
  rig.end();
});

it('a small digest comes at once, of all its parts', () => {
  const parts = [filled(10, 1), new Uint8Array(), filled(30, 2)];
  expect(Buffer.from(createNodeSha1().digest(...parts)).toString('hex')).toBe(sha1(...parts));
});
