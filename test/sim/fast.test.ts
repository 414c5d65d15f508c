import { describe, expect, it } from 'vitest';
import { Bitfield } from '../../engine/core/bitfield.ts';
import { MSG } from '../../engine/core/wire/ids.ts';
import type { ScriptedWire } from './swarm/scripted-peer.ts';
import { Swarm } from './swarm/swarm.ts';
import { KiB, MiB } from './swarm/torrent.ts';

const BLOCK = 16 * KiB;
const BLOCKS = 16;

/** Says that it has these pieces, and nothing else. */
const having =
  (...pieces: number[]) =>
  (wire: ScriptedWire): void => {
    const has = new Bitfield(wire.peer.torrent.info.pieceCount);
    for (const piece of pieces) has.set(piece);
    if (pieces.length === 0) wire.writer.bare(MSG.haveNone);
    else wire.writer.bitfield(has.bytes);
  };

function askFor(wire: ScriptedWire, piece: number): void {
  for (let block = 0; block < BLOCKS; block++)
    wire.writer.range(MSG.request, piece, block * BLOCK, BLOCK);
  wire.flush();
}

const blocksOf = (wire: ScriptedWire, piece: number): number =>
  wire.seen.blocks.filter((block) => block.piece === piece).length;

describe('the Fast extension', () => {
  it('gives a choked newcomer ten common pieces for nothing, once, and no others', async () => {
    const swarm = new Swarm({ content: 32 * MiB });
    const { world } = swarm;
    const seed = await swarm.seed({ upRate: 20e6 });
    const early = swarm.scripted({ fast: true, greeted: having() }).dial(seed.address);
    await world.pass(1_000);
    expect(early.seen.allowed).toEqual([]);
    const most = Array.from({ length: 127 }, (_, i) => i);
    for (let i = 0; i < 2; i++)
      swarm.scripted({ fast: true, greeted: having(...most) }).dial(seed.address);
    await world.pass(1_000);
    const wire = swarm.scripted({ fast: true, greeted: having() }).dial(seed.address);
    await world.pass(1_000);
    const { allowed } = wire.seen;
    expect(new Set(allowed).size).toBeGreaterThan(8);
    expect(new Set(allowed).size).toBeLessThan(11);
    expect(wire.seen.unchokes).toBe(0);
    const [first] = allowed as [number];
    const other = Array.from({ length: 128 }, (_, i) => i).find((i) => !allowed.includes(i)) ?? 0;
    askFor(wire, first);
    askFor(wire, other);
    await world.pass(1_000);
    expect([blocksOf(wire, first), blocksOf(wire, other)]).toEqual([BLOCKS, 0]);
    expect(wire.seen.rejects.every(({ piece }) => piece === other)).toBe(true);
    expect(wire.seen.rejects.length).toBe(BLOCKS);
    for (let i = 0; i < 3; i++) askFor(wire, first);
    await world.pass(1_000);
    expect(blocksOf(wire, first)).toBeLessThanOrEqual(BLOCKS + 2);
    expect(wire.state).toBe('open');
    await swarm.end();
  });

  it('gives nothing for nothing to who has ten pieces already, or does not speak it', async () => {
    const swarm = new Swarm({ content: 32 * MiB });
    const seed = await swarm.seed();
    const pieces = Array.from({ length: 10 }, (_, i) => i);
    const rich = swarm.scripted({ fast: true, greeted: having(...pieces) }).dial(seed.address);
    const plain = swarm.scripted({ greeted: () => undefined }).dial(seed.address);
    await swarm.world.pass(2_000);
    expect([rich.seen.allowed, plain.seen.allowed]).toEqual([[], []]);
    await swarm.end();
  });

  it('answers each request of an unchoked peer with a block or a reject, cancelled ones too', async () => {
    const swarm = new Swarm({ content: 32 * MiB });
    const { world } = swarm;
    const seed = await swarm.seed({ upRate: 1e6, settings: { upLimit: 200 * KiB } });
    const wire = swarm
      .scripted({
        fast: true,
        greeted: (each) => {
          having()(each);
          each.writer.bare(MSG.interested);
        },
      })
      .dial(seed.address);
    await world.pass(1_000);
    expect(wire.seen.unchokes).toBe(1);
    for (let piece = 0; piece < 8; piece++) askFor(wire, piece);
    await world.pass(500);
    for (let piece = 4; piece < 8; piece++) {
      for (let block = 0; block < BLOCKS; block++)
        wire.writer.range(MSG.cancel, piece, block * BLOCK, BLOCK);
    }
    wire.writer.bare(MSG.notInterested);
    wire.flush();
    await world.pass(20_000);
    const { blocks, rejects } = wire.seen;
    const key = ({ piece, begin }: { piece: number; begin: number }): string => `${piece}:${begin}`;
    const answered = [...blocks.map(key), ...rejects.map(key)];
    expect(answered.length).toBe(8 * BLOCKS);
    expect(new Set(answered).size).toBe(8 * BLOCKS);
    expect(rejects.length).toBeGreaterThan(4 * BLOCKS);
    await swarm.end();
  });

  it('follows a hint where nothing is rare', async () => {
    const swarm = new Swarm({ content: 32 * MiB });
    const { torrent, world } = swarm;
    const common = new Bitfield(torrent.info.pieceCount);
    for (let piece = 0; piece < torrent.info.pieceCount - 1; piece++) common.set(piece);
    const hints = [77, 99];
    const greeted = (wire: ScriptedWire): void => {
      wire.writer.bitfield(common.bytes);
      wire.writer.bare(MSG.unchoke);
    };
    const slow = { upRate: 50_000, window: 64 * KiB };
    const others = [0, 1].map(() => swarm.scripted({ fast: true, greeted }, slow));
    const hinting = swarm.scripted({ fast: true, greeted }, { upRate: 500_000, window: 64 * KiB });
    const leecher = await swarm.leecher();
    await leecher.meets(torrent, [...others, hinting]);
    await world.pass(8_000);
    const [wire] = hinting.wires as [ScriptedWire];
    const before = new Set(wire.seen.requests.map(({ piece }) => piece));
    const fresh = hints.filter((piece) => !before.has(piece));
    expect(fresh.length).toBeGreaterThan(0);
    for (const piece of fresh) wire.writer.piece(MSG.suggest, piece);
    wire.flush();
    await world.pass(3_000);
    const next = [...new Set(wire.seen.requests.map(({ piece }) => piece))].filter(
      (piece) => !before.has(piece),
    );
    for (const piece of fresh) expect(next.slice(0, 4)).toContain(piece);
    await swarm.end();
  });

  it('hints at what it has just read for others, unless that is rare', async () => {
    const swarm = new Swarm({ content: 32 * MiB });
    const { world, torrent } = swarm;
    const seed = await swarm.seed({ upRate: 1e6 });
    const greeted = (wire: ScriptedWire): void => {
      having(...Array.from({ length: 20 }, (_, i) => i))(wire);
      wire.writer.bare(MSG.interested);
    };
    const holders = [0, 1].map(() => swarm.scripted({ fast: true, greeted }).dial(seed.address));
    const newcomer = swarm
      .scripted({
        fast: true,
        greeted: (wire) => {
          having(50)(wire);
          wire.writer.bare(MSG.interested);
        },
      })
      .dial(seed.address);
    await world.pass(2_000);
    // Piece 60 is nobody's yet, piece 5 two others have: one of them asks for both again.
    askFor(holders[0] as ScriptedWire, 60);
    askFor(holders[0] as ScriptedWire, 5);
    await world.pass(3_000);
    expect(newcomer.seen.suggested).toEqual([5]);
    expect((holders[1] as ScriptedWire).seen.suggested).toEqual([]);
    expect(torrent.info.pieceCount).toBe(128);
    await swarm.end();
  });

  it('does not take the answer to a cancel for that to a second request of the same block', async () => {
    const swarm = new Swarm({ content: 16 * MiB });
    const { torrent, world } = swarm;
    // Sends a block every 20 ms, in order, and answers each cancel, as it must, a little later.
    const queue: { readonly piece: number; readonly begin: number }[] = [];
    const steady = swarm.scripted({
      fast: true,
      greeted: (wire) => {
        wire.writer.bare(MSG.haveAll);
        wire.writer.bare(MSG.unchoke);
        const send = (): void => {
          const next = queue.shift();
          if (next !== undefined)
            wire.sendBlock(next.piece, next.begin, wire.right(next.piece, next.begin, BLOCK));
          if (wire.state === 'open') world.schedule(20, send);
        };
        send();
      },
      answer: (_wire, piece, begin) => {
        queue.push({ piece, begin });
        return undefined;
      },
      cancelled: (wire, piece, begin) => {
        const at = queue.findIndex((one) => one.piece === piece && one.begin === begin);
        if (at === -1) return;
        queue.splice(at, 1);
        world.schedule(30, () => {
          wire.writer.range(MSG.reject, piece, begin, BLOCK);
          wire.flush();
        });
      },
    });
    // Has a few pieces, then says that it has one more, and gives nothing of that.
    let lure = -1;
    const quick = swarm.scripted({
      fast: true,
      greeted: (wire) => {
        having(0, 1, 2, 3, 4, 5, 6, 7)(wire);
        wire.writer.bare(MSG.unchoke);
      },
      answer: (wire, piece, begin, right) => {
        if (piece !== lure) return right;
        wire.writer.range(MSG.reject, piece, begin, BLOCK);
        return undefined;
      },
    });
    const leecher = await swarm.leecher();
    await leecher.meets(torrent, [steady, quick]);
    await world.pass(5_000);
    lure = queue.at(-1)?.piece ?? -1;
    const [wire] = quick.wires as [ScriptedWire];
    wire.writer.piece(MSG.have, lure);
    wire.flush();
    await world.until(() => (steady.wires[0]?.seen.cancels.length ?? 0) > 1, 1_000);
    const ms = await swarm.complete([leecher]);
    expect(steady.wires[0]?.seen.cancels.length).toBeGreaterThan(1);
    // One block every 20 ms.
    expect(ms).toBeLessThan(((16 * MiB) / BLOCK) * 20 * 1.2);
    await swarm.end();
  });

  it('asks for no piece without end of one that rejects them all, and gets them elsewhere', async () => {
    const swarm = new Swarm({ content: 4 * MiB, pieceLength: 64 * KiB });
    const { torrent, world } = swarm;
    const stingy = swarm.scripted({
      fast: true,
      greeted: (wire) => {
        wire.writer.bare(MSG.haveAll);
        wire.writer.bare(MSG.unchoke);
      },
      answer: (wire, piece, begin) => {
        wire.writer.range(MSG.reject, piece, begin, BLOCK);
        return undefined;
      },
    });
    const leecher = await swarm.leecher();
    await leecher.meets(torrent, [stingy]);
    await world.pass(25_000);
    const blocks = torrent.info.length / BLOCK;
    expect(stingy.requests).toBeGreaterThan(blocks / 2);
    // Once more each, and what was on its way.
    expect(stingy.requests).toBeLessThan(4 * blocks);
    expect(stingy.wires[0]?.state).toBe('open');
    const seed = await swarm.seed({ upRate: 1e6 });
    await leecher.meets(torrent, [seed]);
    expect(await swarm.complete([leecher])).toBeLessThan(10_000);
    await swarm.end();
  });

  it.each([
    [true, 'rejects'],
    [false, 'its choke alone'],
  ])('asks others at once for what one refuses (Fast: %s, by %s)', async (fast) => {
    // Whenever that is between two looks of the clock.
    for (const phase of [0, 150, 300, 450, 600, 750, 900]) {
      const swarm = new Swarm({ content: 4 * MiB });
      const { torrent, world } = swarm;
      const holder = swarm.scripted({
        fast,
        greeted: (wire) => {
          having(...Array.from({ length: 16 }, (_, i) => i))(wire);
          wire.writer.bare(MSG.unchoke);
        },
        answer: () => undefined,
      });
      const seed = await swarm.seed();
      const leecher = await swarm.leecher();
      await world.pass(phase);
      await leecher.meets(torrent, [holder]);
      await world.until(() => holder.requests > 0, 5_000);
      await leecher.meets(torrent, [seed]);
      const rest = torrent.info.length - holder.requests * BLOCK;
      await world.until(() => leecher.host.bytesRead > rest, 10_000);
      expect(leecher.isComplete).toBe(false);
      const [wire] = holder.wires as [ScriptedWire];
      wire.writer.bare(MSG.choke);
      if (fast) {
        for (const { piece, begin } of wire.seen.requests)
          wire.writer.range(MSG.reject, piece, begin, BLOCK);
      }
      wire.flush();
      expect(await swarm.complete([leecher])).toBeLessThan(400);
      await swarm.end();
    }
  });
});
