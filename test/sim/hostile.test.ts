import { describe, expect, it } from 'vitest';
import { Bitfield } from '../../engine/core/bitfield.ts';
import { MSG } from '../../engine/core/wire/ids.ts';
import { PORT } from './swarm/node.ts';
import type { Script, ScriptedWire } from './swarm/scripted-peer.ts';
import { Swarm } from './swarm/swarm.ts';
import { KiB, MiB } from './swarm/torrent.ts';

const BLOCK = 16 * KiB;

/** Bytes that are wrong at their first place. */
const wrong = (right: Uint8Array): Uint8Array => {
  const bytes = right.slice();
  bytes[0] = (bytes[0] as number) ^ 0xff;
  return bytes;
};

describe('peers that lie', () => {
  it.each([1, 2, 3])(
    'one that corrupts now and then is banned, and only it (seed %i)',
    async (seed) => {
      const swarm = new Swarm({ content: 48 * MiB, seed });
      const { torrent } = swarm;
      const honest = [await swarm.seed({ upRate: 2e6 }), await swarm.seed({ upRate: 2e6 })];
      const liar = swarm.scripted(
        {
          answer: (wire, _piece, _begin, right) =>
            wire.peer.host.random.below(20) === 0 ? wrong(right) : right,
        },
        { upRate: 2e6 },
      );
      const leechers = [await swarm.leecher({ upRate: 2e6 }), await swarm.leecher({ upRate: 2e6 })];
      for (const leecher of leechers) await leecher.meets(torrent, [...honest, liar, ...leechers]);
      await swarm.complete(leechers);
      for (const leecher of leechers) {
        expect(leecher.holds(torrent)).toBe(true);
        expect(leecher.bans.length).toBe(1);
        expect(leecher.bans[0]).toContain(liar.address);
      }
      await swarm.end();
    },
  );

  it('where all slow peers share pieces, the one that corrupts is found by its blocks', async () => {
    const swarm = new Swarm({ content: 8 * MiB, pieceLength: MiB });
    const { torrent } = swarm;
    const slow = { upRate: 30_000 };
    const honest = [];
    for (let i = 0; i < 5; i++) honest.push(await swarm.seed(slow));
    const liar = swarm.scripted({ answer: (_wire, _piece, _begin, right) => wrong(right) }, slow);
    const leecher = await swarm.leecher();
    await leecher.meets(torrent, [...honest, liar]);
    await swarm.complete([leecher]);
    expect(leecher.holds(torrent)).toBe(true);
    expect(leecher.bans.length).toBe(1);
    expect(leecher.bans[0]).toContain(liar.address);
    await swarm.end();
  });

  it('the sole sender is found where the rest of the piece is a pad file', async () => {
    const swarm = new Swarm({
      content: Array.from({ length: 40 }, () => 3 * BLOCK),
      pieceLength: 256 * KiB,
      padded: true,
    });
    const { torrent } = swarm;
    const liar = swarm.scripted({ answer: (_wire, _piece, _begin, right) => wrong(right) });
    const leecher = await swarm.leecher();
    await leecher.meets(torrent, [liar]);
    await swarm.world.until(() => leecher.bans.length > 0, 30_000);
    expect(leecher.bans.length).toBe(1);
    const seed = await swarm.seed();
    await leecher.meets(torrent, [seed]);
    await swarm.complete([leecher]);
    expect(leecher.holds(torrent)).toBe(true);
    await swarm.end();
  });

  it('the sole sender of a bad piece is banned at once, and not dialled again', async () => {
    const swarm = new Swarm({ content: 4 * MiB });
    const { torrent, world } = swarm;
    const liar = swarm.scripted({ answer: (_wire, _piece, _begin, right) => wrong(right) });
    const leecher = await swarm.leecher();
    await leecher.meets(torrent, [liar]);
    await world.pass(30_000);
    expect(leecher.bans.length).toBe(1);
    await leecher.meets(torrent, [liar]);
    await world.pass(300_000);
    expect(liar.wires.length).toBe(1);
    const seed = await swarm.seed();
    await leecher.meets(torrent, [seed]);
    await swarm.complete([leecher]);
    expect(leecher.holds(torrent)).toBe(true);
    await swarm.end();
  });

  it('never passes on a byte of a bad piece', async () => {
    const swarm = new Swarm({ content: 8 * MiB });
    const { torrent, world } = swarm;
    const liar = swarm.scripted({
      answer: (_wire, piece, _begin, right) => (piece % 2 === 0 ? wrong(right) : right),
    });
    const middle = await swarm.leecher();
    const taker = swarm.scripted({ greeted: (wire) => wire.writer.bare(MSG.interested) });
    await middle.meets(torrent, [liar]);
    const wire = taker.dial(middle.address);
    await world.pass(2_000);
    for (let piece = 0; piece < torrent.info.pieceCount; piece++) {
      wire.writer.range(MSG.request, piece, 0, BLOCK);
    }
    wire.flush();
    await world.pass(60_000);
    for (const { piece, begin, bytes } of wire.seen.blocks)
      expect(bytes).toEqual(wire.right(piece, begin, bytes.length));
    await swarm.end();
  });

  it('one that claims everything and sends nothing does not hold up the rest', async () => {
    const swarm = new Swarm({ content: 16 * MiB });
    const { torrent } = swarm;
    const seed = await swarm.seed({ upRate: 2e6 });
    const dead = [0, 1, 2].map(() => swarm.scripted({ answer: () => undefined }));
    const leecher = await swarm.leecher();
    await leecher.meets(torrent, [...dead, seed]);
    const ms = await swarm.complete([leecher]);
    expect(ms).toBeLessThan(((16 * MiB) / 2e6) * 1000 * 1.2);
    await swarm.end();
  });

  it('one that stops in the middle of a piece does not hold up the rest', async () => {
    const swarm = new Swarm({ content: 16 * MiB });
    const { torrent } = swarm;
    const seed = await swarm.seed({ upRate: 2e6 });
    const quitter: Script = {
      answer: (wire, _piece, _begin, right) => (wire.seen.requests.length > 5 ? undefined : right),
    };
    const quitters = [0, 1, 2].map(() => swarm.scripted(quitter));
    const leecher = await swarm.leecher();
    await leecher.meets(torrent, [...quitters, seed]);
    const ms = await swarm.complete([leecher]);
    expect(ms).toBeLessThan(((16 * MiB) / 2e6) * 1000 * 1.2);
    await swarm.end();
  });

  it('one that stops in the middle of a block does not hold up the rest', async () => {
    const swarm = new Swarm({ content: 16 * MiB });
    const { torrent } = swarm;
    const seed = await swarm.seed({ upRate: 2e6 });
    const half = swarm.scripted({
      answer: (wire, piece, begin, right) => {
        if (wire.seen.requests.length > 1) return undefined;
        const header = [
          0,
          0,
          64,
          9,
          7,
          0,
          0,
          0,
          piece,
          begin >>> 24,
          (begin >>> 16) & 255,
          (begin >>> 8) & 255,
          begin & 255,
        ];
        wire.connection.write(Uint8Array.from(header), right.subarray(0, 5_000));
        return undefined;
      },
    });
    const leecher = await swarm.leecher();
    await leecher.meets(torrent, [half, seed]);
    const ms = await swarm.complete([leecher]);
    expect(ms).toBeLessThan(((16 * MiB) / 2e6) * 1000 * 1.3);
    await swarm.end();
  });
});

describe('peers that break the rules', () => {
  const greetings: readonly (readonly [string, (wire: ScriptedWire) => void])[] = [
    ['a bitfield that is too long', (wire) => wire.writer.bitfield(new Uint8Array(999))],
    ['a bitfield that is too short', (wire) => wire.writer.bitfield(new Uint8Array(1))],
    ['a bitfield with spare bits', (wire) => wire.writer.bitfield(new Uint8Array(9).fill(255))],
    ['a have beyond the last piece', (wire) => wire.writer.piece(MSG.have, 65)],
    ['a message of 2 GiB', (wire) => wire.writer.raw(Uint8Array.of(127, 255, 255, 255, 20))],
    ['a request beyond the piece', (wire) => wire.writer.range(MSG.request, 0, 256 * KiB, BLOCK)],
    ['a request for 256 KiB', (wire) => wire.writer.range(MSG.request, 0, 0, 256 * KiB)],
    ['a request for nothing', (wire) => wire.writer.range(MSG.request, 0, 0, 0)],
    ['have all without the fast extension', (wire) => wire.writer.bare(MSG.haveAll)],
    ['noise', (wire) => wire.connection.write(new Uint8Array(3_000).fill(0xa5))],
  ];

  it.each(greetings)('is shown the door: %s', async (_name, greeted) => {
    const swarm = new Swarm({ content: 65 * 256 * KiB });
    const { torrent, world } = swarm;
    const seed = await swarm.seed({ upRate: 4e6 });
    const leecher = await swarm.leecher();
    const rude = swarm.scripted({ greeted });
    await leecher.meets(torrent, [seed]);
    await world.pass(1_000);
    const wires = [rude.dial(leecher.address), rude.dial(seed.address)];
    await world.pass(1_000);
    expect(wires.map(({ state }) => state)).toEqual(['ended', 'ended']);
    await swarm.complete([leecher]);
    expect(leecher.holds(torrent)).toBe(true);
    await swarm.end();
  });

  it('sends the wrong info-hash, or none, and is let go', async () => {
    const swarm = new Swarm({ content: MiB });
    const { world } = swarm;
    const seed = await swarm.seed();
    const stranger = swarm.scripted({ infoHash: new Uint8Array(20) }).dial(seed.address);
    const mute = swarm.scripted();
    const silent = mute.dial(seed.address);
    silent.greet = () => undefined;
    await world.pass(5_000);
    expect(stranger.state).toBe('ended');
    expect(silent.state).toBe('open');
    await world.pass(10_000);
    expect(silent.state).toBe('ended');
    expect(seed.host.connections.size).toBe(0);
    await swarm.end();
  });

  it('floods with requests and is dropped, while an honest peer is served', async () => {
    const swarm = new Swarm({ content: 64 * MiB });
    const { torrent, world } = swarm;
    const seed = await swarm.seed({ upRate: 2e6 });
    const flood = swarm.scripted({ greeted: (wire) => wire.writer.bare(MSG.interested) });
    const wire = flood.dial(seed.address);
    await world.pass(1_000);
    expect(wire.seen.unchokes).toBe(1);
    for (let i = 0; i < 6_000; i++)
      wire.writer.range(MSG.request, i % 256, (i % 16) * BLOCK, BLOCK);
    wire.flush();
    await world.pass(2_000);
    expect(wire.state).toBe('ended');
    const leecher = await swarm.leecher();
    await leecher.meets(torrent, [seed]);
    await swarm.complete([leecher]);
    expect(leecher.holds(torrent)).toBe(true);
    await swarm.end();
  });

  it('asks while choked and gets nothing; with the fast extension it is told', async () => {
    const swarm = new Swarm({ content: MiB });
    const { world } = swarm;
    const seed = await swarm.seed();
    const greeted = (wire: ScriptedWire): void => wire.writer.range(MSG.request, 0, 0, BLOCK);
    const plain = swarm.scripted({ greeted }).dial(seed.address);
    const fast = swarm.scripted({ greeted, fast: true }).dial(seed.address);
    await world.pass(5_000);
    expect([plain.state, fast.state]).toEqual(['open', 'open']);
    expect([plain.seen.blocks.length, fast.seen.blocks.length]).toEqual([0, 0]);
    expect([plain.seen.rejects.length, fast.seen.rejects.length]).toEqual([0, 1]);
    await swarm.end();
  });

  it('a storm of connections leaves room for those who want something', async () => {
    const swarm = new Swarm({ content: 16 * MiB });
    const { torrent, world } = swarm;
    const seed = await swarm.seed({ upRate: 2e6, settings: { maxConnectionsPerTorrent: 50 } });
    const leecher = await swarm.leecher();
    await leecher.meets(torrent, [seed]);
    await world.pass(1_000);
    const storm = swarm.scripted({ greeted: () => undefined });
    const wires = Array.from({ length: 400 }, () => storm.dial(seed.address));
    await world.pass(2_000);
    expect((await seed.row(torrent)).peers).toBeLessThanOrEqual(50);
    expect(seed.host.connections.size).toBeLessThanOrEqual(250);
    await swarm.complete([leecher]);
    expect(leecher.holds(torrent)).toBe(true);
    for (const wire of wires) wire.connection.close();
    await swarm.end();
  });

  it('connects to itself, twice to the same peer, or to a dead address, and is not confused', async () => {
    const swarm = new Swarm({ content: 16 * MiB });
    const { torrent, world } = swarm;
    const seed = await swarm.seed({ upRate: 2e6 });
    const leecher = await swarm.leecher();
    const dead = swarm.world.addHost({ name: 'dead' });
    dead.silent = true;
    await leecher.meets(torrent, [leecher, seed, { address: dead.addresses[0] as string }]);
    await seed.meets(torrent, [leecher, seed]);
    await world.pass(3_000);
    expect((await leecher.row(torrent)).peers).toBe(1);
    expect((await seed.row(torrent)).peers).toBe(1);
    await swarm.complete([leecher]);
    expect(leecher.holds(torrent)).toBe(true);
    await world.pass(300_000);
    expect(leecher.host.connections.size + seed.host.connections.size).toBe(0);
    await swarm.end();
  });
});

describe('the end of a download', () => {
  it('asks several for the last blocks, cancels what it has no more use for, and wastes little', async () => {
    const swarm = new Swarm({ content: 8 * MiB });
    const { torrent } = swarm;
    const seed = await swarm.seed({ upRate: 1e6 });
    const slow = swarm.scripted({}, { upRate: 20_000, window: 32 * KiB });
    const leecher = await swarm.leecher();
    await leecher.meets(torrent, [slow, seed]);
    await swarm.complete([leecher]);
    const [wire] = slow.wires as [ScriptedWire];
    expect(wire.seen.cancels.length).toBeGreaterThan(0);
    expect((await leecher.details(torrent, 'facts')).wasted).toBeLessThan(0.03 * 8 * MiB);
    await swarm.end();
  });

  it('is not held up by a peer that has the last pieces to itself and is slow to wake', async () => {
    const swarm = new Swarm({ content: 8 * MiB });
    const { torrent } = swarm;
    const has = new Bitfield(torrent.info.pieceCount);
    has.set(3);
    const seed = await swarm.seed({ upRate: 1e6 });
    const holder = swarm.scripted({ has, answer: () => undefined });
    const leecher = await swarm.leecher();
    await leecher.meets(torrent, [holder, seed]);
    const ms = await swarm.complete([leecher]);
    expect(ms).toBeLessThan(((8 * MiB) / 1e6) * 1000 * 1.2);
    await swarm.end();
  });
});

describe('a private torrent', () => {
  it('is announced to its tracker, and to nobody else', async () => {
    const trackers = ['http://tracker.sim/announce'];
    const settings = { dht: true, pex: true, lsd: true, dhtRouters: 'router.sim:6881' };
    const swarm = new Swarm({ content: 4 * MiB, private: true, trackers, keepTrace: 100_000 });
    swarm.tracker('tracker.sim');
    const lan = 'home';
    await swarm.seed({ settings, lan });
    const leecher = await swarm.leecher({ settings, lan });
    await swarm.complete([leecher]);
    expect(leecher.holds(swarm.torrent)).toBe(true);
    await swarm.world.pass(60_000);
    const datagrams = swarm.world.trace.lines.filter((line) => line.includes(' datagram '));
    expect(datagrams).toEqual([]);
    await swarm.end();
    expect(PORT).toBe(6881);
  });
});
