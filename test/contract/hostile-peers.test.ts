import { createHash } from 'node:crypto';
import { link, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BLOCK } from '../../engine/core/ids.ts';
import { encodeInfo, encodeMetainfo } from '../../engine/core/metainfo/build.ts';
import { MSG } from '../../engine/core/wire/ids.ts';
import { bytes, EngineProcess } from '../support/engine-process.ts';
import { randomBytes, sha256 } from '../support/payload.ts';
import { ProcessGroup } from '../support/process-group.ts';
import {
  extended,
  handshake,
  listenRaw,
  message,
  type RawMessage,
  RawPeer,
  u32,
} from '../support/raw-peer.ts';
import { QUIET, startSkein } from '../support/skein-cli.ts';
import { infoHashOf } from '../support/torrent-file.ts';
import { delay, until } from '../support/wait.ts';

/**
 * Hostile peers against the real engine in a process of its own, each beside an honest download of the same
 * torrent. Whatever they do: the same process, no exception, the download completes, answers come within a
 * second, and memory grows by less than 64 MiB.
 */

const MIB = 1024 * 1024;
const SIZE = 6 * MIB;
const PIECE = 64 * 1024;
/** The honest seed's rate: there is time for mischief. */
const RATE = 4 * MIB;
const MEMORY = 64 * MIB;
const ANSWER_MS = 5_000;

const group = new ProcessGroup();
afterAll(() => group.close());

interface Scene {
  readonly infoHash: string;
  readonly rawInfo: Uint8Array;
  readonly engine: EngineProcess;
  /** A connection to the engine from an address of this attack's own. */
  dial(): Promise<RawPeer>;
  /** A connection that has said hello. */
  greeted(reserved?: string): Promise<RawPeer>;
  readonly host: string;
  /** The honest download is not through yet. */
  isOn(): boolean;
}

interface Attack {
  readonly name: string;
  readonly run: (scene: Scene) => Promise<void>;
  /** What is there before the honest download can begin. */
  readonly before?: (scene: Scene) => Promise<void>;
  /** The torrent is added as a magnet link. */
  readonly magnet?: boolean;
}

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
function* repeat(count: number, part: Uint8Array): Generator<Uint8Array> {
  for (let i = 0; i < count; i++) yield part;
}
/** Many small messages in one write. */
const bulk = (count: number, ...parts: Uint8Array[]): Buffer =>
  Buffer.concat(times(count, () => Buffer.concat(parts)));

/** Each message is the last one that its connection hears of us. */
const refuses =
  (...messages: readonly Uint8Array[]) =>
  async ({ greeted }: Scene): Promise<void> => {
    for (const one of messages) {
      const peer = await greeted();
      peer.send(one);
      await peer.hungUp(5_000);
    }
  };

const OPEN = new Set(['downloading', 'metadata']);
const PIECES = SIZE / PIECE;
const BITFIELD_BYTES = PIECES / 8;
const length = (size: number, id: number): Buffer => Buffer.concat([u32(size), Buffer.of(id)]);

const ATTACKS: readonly Attack[] = [
  {
    name: 'bytes that are no handshake',
    run: async ({ dial }) => {
      for (const start of ['', 'GET / HTTP/1.1\r\n\r\n', '\x13BitTorrent protocoX']) {
        const peers = await Promise.all(times(20, dial));
        for (const peer of peers) peer.send(Buffer.from(start, 'latin1'), randomBytes('x', 2_000));
        for (const peer of peers) await peer.hungUp(12_000);
      }
    },
  },
  {
    name: 'handshakes for torrents that we do not have',
    run: async ({ dial }) => {
      for (let round = 0; round < 5; round++) {
        const peers = await Promise.all(times(40, dial));
        for (const peer of peers) peer.send(handshake('00'.repeat(20)));
        for (const peer of peers) await peer.hungUp(5_000);
      }
    },
  },
  {
    name: 'more silent connections than we hear out, and others that give a byte a second',
    run: async ({ dial, greeted }) => {
      const silent = await Promise.all(times(260, dial));
      const slow = await Promise.all(times(20, dial));
      const start = performance.now();
      const hello = handshake('00'.repeat(20));
      for (let at = 0; slow.some((peer) => !peer.ended) && at < 15; at++) {
        for (const peer of slow) peer.send(hello.subarray(at, at + 1));
        // Meanwhile others are heard.
        const peer = await greeted();
        peer.close();
        await delay(1_000);
      }
      expect(performance.now() - start).toBeLessThan(14_000);
      for (const peer of [...silent, ...slow]) await peer.hungUp(1_000);
    },
  },
  {
    name: 'as many connections as we take, from one that then does nothing',
    before: async ({ greeted }) => {
      for (const peer of await Promise.all(times(100, () => greeted())))
        peer.send(message(MSG.haveNone));
    },
    run: async ({ greeted, isOn }) => {
      // Every place that is given up is taken again.
      while (isOn()) {
        const peers = await Promise.all(times(10, () => greeted(undefined).catch(() => undefined)));
        await delay(500);
        for (const peer of peers) if (peer?.ended) peer.close();
      }
    },
  },
  {
    name: 'lengths beyond all bounds',
    run: refuses(
      ...[4, 5, 6, 7, 20, 99].map((id) => length(0xffff_ffff, id)),
      ...[5, 7, 20, 99].map((id) => length(2 * MIB, id)),
      length(9 + 128 * 1024 + 1, MSG.piece),
    ),
  },
  {
    name: 'lengths that do not fit the message',
    run: refuses(
      length(2, MSG.choke),
      length(6, MSG.have),
      length(12, MSG.request),
      length(9, MSG.piece),
      length(1, MSG.extended),
      length(4, MSG.port),
    ),
  },
  {
    name: 'bitfields of another size, or with bits beyond the end, and pieces that there are not',
    run: refuses(
      message(MSG.bitfield, Buffer.alloc(BITFIELD_BYTES - 1)),
      message(MSG.bitfield, Buffer.alloc(BITFIELD_BYTES + 1)),
      message(MSG.have, u32(PIECES)),
      message(MSG.have, u32(0xffff_ffff)),
      extended(7, u32(PIECES)),
    ),
  },
  {
    name: 'requests out of range',
    run: refuses(
      message(MSG.request, u32(PIECES, 0, BLOCK)),
      message(MSG.request, u32(0, PIECE, BLOCK)),
      message(MSG.request, u32(0, 0xffff_ffff, BLOCK)),
      message(MSG.request, u32(0, 0, 0)),
      message(MSG.request, u32(0, 0, 2 * 128 * 1024)),
      message(MSG.request, u32(0, 0, 0xffff_ffff)),
    ),
  },
  {
    name: 'a million requests from one that is choked, or reads nothing',
    run: async ({ greeted }) => {
      const flood = bulk(4_000, message(MSG.request, u32(0, 0, BLOCK)));
      for (const reserved of ['0000000000100004', '0000000000100000']) {
        const peer = await greeted(reserved);
        peer.socket.pause();
        peer.send(message(MSG.interested));
        await peer.pour(repeat(500, flood));
      }
    },
  },
  {
    name: 'metadata asked for again and again by one that reads nothing',
    run: async ({ greeted }) => {
      const peer = await greeted();
      peer.send(extended(0, { m: { ut_metadata: 5 } }));
      peer.socket.pause();
      const flood = bulk(2_000, extended(2, { msg_type: 0, piece: 0 }));
      await peer.pour(repeat(400, flood));
    },
  },
  {
    name: 'ids that nobody knows, with a mebibyte each',
    run: async ({ greeted }) => {
      const unknown = message(99, Buffer.alloc(MIB));
      await Promise.all(
        times(4, async () => {
          const peer = await greeted();
          await peer.pour(repeat(24, unknown));
          expect(peer.ended).toBe(false);
        }),
      );
    },
  },
  {
    name: 'extended garbage of a mebibyte, whole and for ever unfinished',
    run: async ({ greeted }) => {
      const whole = await greeted();
      await whole.pour(repeat(24, extended(77, randomBytes('e', MIB - 2))));
      // All hold back the last byte.
      const peers = await Promise.all(times(90, () => greeted()));
      const nearly = extended(0, randomBytes('e', MIB - 2)).subarray(0, -1);
      await Promise.all(peers.map((peer) => peer.pour([nearly])));
    },
  },
  {
    name: 'extended messages that are no bencode, or too deep',
    run: refuses(
      extended(0, Buffer.from('garbage')),
      extended(0, Buffer.from(`${'l'.repeat(500)}${'e'.repeat(500)}`)),
      extended(1, Buffer.from('d5:added5:12345e')),
      extended(2, Buffer.from('i1e')),
      extended(2, { msg_type: 0, piece: 99_999 }),
      extended(2, { msg_type: 1, piece: 0, total_size: 2 ** 40 }, Buffer.alloc(10)),
      extended(7, Buffer.alloc(3)),
    ),
  },
  {
    name: 'greetings, interest, chokes and ports by the hundred thousand',
    run: async ({ greeted }) => {
      const greeting = extended(0, { m: { ut_pex: 1, ut_metadata: 2 }, p: 9, reqq: 1 });
      const flapping = [MSG.interested, MSG.notInterested].map((id) => message(id));
      const choking = [MSG.unchoke, MSG.choke].map((id) => message(id));
      const ports = times(1_000, (index) => message(MSG.port, u32(20_000 + index).subarray(2)));
      const others = await Promise.all(times(40, () => greeted()));
      for (const peer of others) peer.send(message(MSG.interested));
      for (const parts of [[greeting], flapping, choking, ports, [u32(0)]]) {
        const peer = await greeted();
        const part = bulk(Math.ceil(4_000 / parts.length), ...parts);
        await peer.pour(repeat(50, part));
      }
    },
  },
  {
    name: 'blocks that nobody asked for, all of them wrong',
    run: async ({ greeted, isOn, dial }) => {
      const garbage = randomBytes('wrong', BLOCK);
      const peer = await greeted();
      peer.send(message(MSG.haveAll), message(MSG.unchoke));
      function* blocks(): Generator<Buffer> {
        for (let round = 0; isOn(); round++)
          for (let piece = 0; piece < PIECES; piece++)
            yield message(MSG.piece, Buffer.concat([u32(piece, (round % 4) * BLOCK), garbage]));
      }
      await peer.pour(blocks());
      expect(peer.ended).toBe(true);
      // Banned: not even heard out.
      const again = await dial();
      await again.hungUp(5_000);
    },
  },
  {
    name: 'peer exchange by the thousand, naming addresses that lead nowhere',
    run: async ({ greeted }) => {
      const contacts = (round: number): Buffer =>
        Buffer.concat(times(50, (i) => Buffer.of(127, 66, round, i + 1, 1, 1)));
      const peers = await Promise.all(times(20, () => greeted()));
      for (const peer of peers) {
        peer.send(extended(0, { m: { ut_pex: 1 } }));
        for (let round = 0; round < 50; round++)
          peer.send(extended(1, { added: contacts(round), 'added.f': Buffer.alloc(50) }));
      }
      for (const peer of peers) await peer.hungUp(5_000);
    },
  },
  {
    name: 'connections that come and go by the thousand',
    run: async ({ dial, infoHash, isOn }) => {
      for (let round = 0; round < 30 && isOn(); round++) {
        const peers = await Promise.all(times(60, dial));
        peers.forEach((peer, index) => {
          if (index % 3 === 0) peer.send(handshake(infoHash, `${round}-${index}`));
          if (index % 3 === 1) peer.send(randomBytes('k', 96));
          peer.close();
        });
      }
    },
  },
  {
    name: 'metadata that is made up',
    magnet: true,
    run: async ({ infoHash, rawInfo, engine, host }) => {
      const sizes = [rawInfo.length, 10 * MIB, 2 ** 40, 1];
      const liars = await Promise.all(
        sizes.map((size) =>
          listenRaw(
            group,
            (peer) => {
              peer.send(handshake(infoHash, String(size)));
              peer.send(extended(0, { m: { ut_metadata: 3 }, metadata_size: size }));
              peer.onMessage = (one: RawMessage) => {
                if (one.id !== MSG.extended || one.payload[0] !== 3) return;
                const piece = Number(/5:piecei(\d+)e/.exec(one.payload.toString('latin1'))?.[1]);
                const left = Math.min(BLOCK, size - piece * BLOCK);
                if (!(left > 0)) return;
                const head = { msg_type: 1, piece, total_size: size };
                peer.send(extended(2, head, randomBytes('lie', left)));
              };
            },
            host,
          ),
        ),
      );
      for (const { port } of liars) await engine.call('addPeer', infoHash, `${host}:${port}`);
      await until(() => liars[0]?.peers.some((peer) => peer.ended), {
        timeout: 30_000,
        what: 'the liar to be sent away',
      });
    },
  },
];

describe('hostile peers', () => {
  const content = randomBytes('hostile', SIZE);
  let hash: string;
  let root: string;
  let engine: EngineProcess;
  let seedPort: number;
  let enginePort: number;
  let slowest = 0;
  const torrents: { infoHash: string; bytes: Uint8Array; raw: Uint8Array; name: string }[] = [];

  beforeAll(async () => {
    root = await group.tempDir('hostile');
    const source = join(root, 'source');
    await mkdir(source);
    const pieceHashes = Buffer.concat(
      times(PIECES, (piece) =>
        createHash('sha1')
          .update(content.subarray(piece * PIECE, (piece + 1) * PIECE))
          .digest(),
      ),
    );
    await writeFile(join(source, 'payload'), content);
    hash = await sha256(join(source, 'payload'));
    for (let index = 0; index <= ATTACKS.length; index++) {
      const name = `${index}.bin`;
      await link(join(source, 'payload'), join(source, name));
      const raw = encodeInfo({ name, pieceLength: PIECE, pieceHashes, content: SIZE });
      const file = encodeMetainfo(raw, {});
      await writeFile(join(root, `${index}.torrent`), file);
      torrents.push({ infoHash: infoHashOf(Buffer.from(file)), bytes: file, raw, name });
    }
    const files = torrents.map((_, index) => join(root, `${index}.torrent`));
    const limit = ['--up-limit', String(RATE)];
    const seed = startSkein(
      ['seed', ...files, '--dir', source, ...limit, ...QUIET, '--listen', '127.0.0.1:0'],
      { group },
    );
    seedPort = (await seed.waitFor('listening')).port;
    await until(() => seed.all('seeding').length === torrents.length, {
      timeout: 30_000,
      what: 'the honest seed',
    });
    engine = await EngineProcess.start({
      group,
      profileDir: join(root, 'profile'),
      settings: {
        listenHost: '127.0.0.1',
        dht: false,
        lsd: false,
        pex: true,
        portMapping: false,
      },
    });
    enginePort = (await engine.call('status')).listenPort;
    // Everything that memory is taken for at the first time.
    await download(torrents.length - 1, { name: 'none', run: async () => undefined });
  }, 60_000);

  async function download(index: number, { run, before, magnet = false }: Attack): Promise<void> {
    const { infoHash, bytes: file, raw, name } = torrents[index] as (typeof torrents)[number];
    const uri = `magnet:?xt=urn:btih:${infoHash}`;
    const savePath = join(root, 'into');
    await mkdir(savePath, { recursive: true });
    await engine.call('add', {
      source: magnet
        ? { kind: 'magnet', uri }
        : { kind: 'metainfo', bytes: bytes(file), fileName: name },
      savePath,
      paused: false,
    });
    const isOn = (): boolean =>
      !engine.news.some((news) => news.kind === 'completed' && news.id === infoHash);
    const host = `127.0.1.${index + 1}`;
    let dialled = 0;
    const dial = (): Promise<RawPeer> => RawPeer.dial(group, '127.0.0.1', enginePort, host);
    const scene: Scene = {
      infoHash,
      rawInfo: raw,
      engine,
      host,
      isOn,
      dial,
      async greeted(reserved) {
        const peer = await dial();
        peer.send(handshake(infoHash, `${index}-${++dialled}`, reserved));
        await peer.greeted();
        return peer;
      },
    };
    // The torrent takes connections once it is open.
    await until(async () => OPEN.has((await state(infoHash)) ?? ''), {
      what: 'the torrent to open',
    });
    const honest = async (): Promise<void> => {
      if (magnet) await delay(500);
      await engine.call('addPeer', infoHash, `127.0.0.1:${seedPort}`);
      await until(() => !isOn(), { timeout: 50_000, what: `“${name}” to complete` });
    };
    await before?.(scene);
    await Promise.all([honest(), run(scene)]);
    expect(await sha256(join(savePath, name))).toBe(hash);
  }

  const state = async (infoHash: string): Promise<string | undefined> =>
    (await engine.call('list')).find(({ id }) => id === infoHash)?.state;

  for (const [index, attack] of ATTACKS.entries()) {
    test(attack.name, { timeout: 90_000 }, async () => {
      const pid = engine.process.pid;
      const before = engine.process.sampler.look()?.anonymous ?? 0;
      let peak = before;
      let watching = true;
      slowest = 0;
      const watch = async (): Promise<void> => {
        while (watching) {
          const asked = performance.now();
          await engine.call('status');
          slowest = Math.max(slowest, performance.now() - asked);
          peak = Math.max(peak, engine.process.sampler.look()?.anonymous ?? 0);
          await delay(100);
        }
      };
      const watched = watch();
      await download(index, attack).finally(() => {
        watching = false;
      });
      await watched;
      expect(engine.process.running && engine.process.pid === pid).toBe(true);
      expect(engine.process.stderr).toBe('');
      expect(engine.news.filter((news) => news.kind === 'fault')).toEqual([]);
      expect(peak - before, 'growth of memory in bytes').toBeLessThan(MEMORY);
      expect(slowest, 'milliseconds to an answer').toBeLessThan(ANSWER_MS);
    });
  }
});
