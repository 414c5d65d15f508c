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
});
