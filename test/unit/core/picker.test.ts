import { describe, expect, test } from 'vitest';
import { Bitfield } from '../../../engine/core/bitfield.ts';
import { BLOCK } from '../../../engine/core/ids.ts';
import type { ActivePiece, PieceMemory } from '../../../engine/core/picker/active-piece.ts';
import { Picker } from '../../../engine/core/picker/picker.ts';
import type { PickerPeer } from '../../../engine/core/picker/types.ts';

const PIECE = 4 * BLOCK;

interface Asked {
  piece: number;
  begin: number;
  length: number;
}

function peerWith(id: number, pieceCount: number, fast = true): PickerPeer & { asked: Asked[] } {
  const has = new Bitfield(pieceCount);
  has.setAll();
  const asked: Asked[] = [];
  return {
    id,
    has,
    fast,
    isSeed: true,
    suspect: false,
    patience: 0,
    suggestions: [],
    current: undefined,
    asked,
    isAskedFor: (piece, begin) => asked.some((a) => a.piece === piece && a.begin === begin),
    ask: (piece, begin, length) => asked.push({ piece, begin, length }),
  };
}

function pickerFor(
  pieceCount: number,
  lastLength = PIECE,
  memory = 1000,
  pads: readonly number[] = [],
  below: (bound: number) => number = () => 0,
) {
  let left = memory;
  const picker = new Picker<PieceMemory>(pieceCount, () => true, {
    below,
    now: () => 0,
    rank: () => 0,
    pads: () => pads,
    pieceLength: (piece) => (piece === pieceCount - 1 ? lastLength : PIECE),
    memoryFor: (piece) =>
      left-- > 0
        ? { bytes: new Uint8Array(piece === pieceCount - 1 ? lastLength : PIECE) }
        : undefined,
  });
  return picker;
}

const receive = (picker: Picker, peer: number, { piece, begin, length }: Asked): boolean => {
  const active = picker.startBlock(piece, begin, length) as ActivePiece;
  return picker.endBlock(active, begin, peer);
};

describe('the picker', () => {
  test('asks for every block exactly once, the last one with its true length', () => {
    const picker = pickerFor(3, BLOCK + 100);
    const peer = peerWith(1, 3);
    expect(picker.fill(peer, 100)).toBe(4 + 4 + 2);
    const keys = peer.asked.map(({ piece, begin }) => `${piece}:${begin}`);
    expect(new Set(keys).size).toBe(10);
    expect(peer.asked.find(({ piece, begin }) => piece === 2 && begin === BLOCK)?.length).toBe(100);
  });

  test('gives a fast peer a piece of its own and lets slow ones share', () => {
    const picker = pickerFor(4);
    picker.finished = 1;
    const [one, two, slow, slower] = [
      peerWith(1, 4),
      peerWith(2, 4),
      peerWith(3, 4, false),
      peerWith(4, 4, false),
    ];
    for (const peer of [one, two, slow, slower]) picker.fill(peer, 1);
    const piece = (peer: { asked: Asked[] }) => peer.asked[0]?.piece;
    expect(piece(one)).not.toBe(piece(two));
    expect(piece(slow)).not.toBe(piece(one));
    expect(piece(slow)).toBe(piece(slower));
  });

  test('lets all work on the first piece, so that there is soon something to give', () => {
    const picker = pickerFor(4);
    const [one, two] = [peerWith(1, 4), peerWith(2, 4)];
    picker.fill(one, 2);
    picker.fill(two, 2);
    expect(two.asked[0]?.piece).toBe(one.asked[0]?.piece);
  });

  test('takes the first pieces at random, however rare they are, and then the rarest', () => {
    const firstOf = (finished: number, draw: number): number | undefined => {
      let fixed = false;
      const picker = pickerFor(64, PIECE, 1000, [], (bound) => (fixed ? draw % bound : 0));
      for (let piece = 0; piece < 64; piece++) picker.order.more(piece);
      for (let piece = 0; piece < 64; piece++) if (piece !== 5) picker.order.more(piece);
      fixed = true;
      picker.finished = finished;
      const peer = peerWith(1, 64);
      picker.fill(peer, 1);
      return peer.asked[0]?.piece;
    };
    const draws = Array.from({ length: 64 }, (_, draw) => draw);
    for (const finished of [0, 3])
      expect(new Set(draws.map((draw) => firstOf(finished, draw))).size).toBeGreaterThan(48);
    expect(new Set(draws.map((draw) => firstOf(4, draw)))).toEqual(new Set([5]));
  });

  test('does not ask the only source of some pieces for what others have as well', () => {
    const picker = pickerFor(4);
    picker.finished = 1;
    for (const piece of [2, 2, 3, 3]) picker.order.more(piece);
    const [other, seed] = [peerWith(1, 4), peerWith(2, 4)];
    other.has.clear(0);
    other.has.clear(1);
    picker.fill(other, 2);
    for (const { piece, begin } of other.asked) picker.dropRequest(piece, begin, other.id);
    picker.leave(other);
    picker.fill(seed, 2);
    expect([0, 1]).toContain(seed.asked[0]?.piece);
  });

  test('goes on with the piece of a peer that left before it starts another', () => {
    const picker = pickerFor(4);
    const [gone, next] = [peerWith(1, 4), peerWith(2, 4)];
    picker.fill(gone, 2);
    for (const { piece, begin } of gone.asked) picker.dropRequest(piece, begin, gone.id);
    picker.leave(gone);
    picker.fill(next, 4);
    expect(new Set(next.asked.map(({ piece }) => piece))).toEqual(new Set([gone.asked[0]?.piece]));
  });

  test('at the end asks several peers for the last blocks, but each at most once and three at the most', () => {
    const picker = pickerFor(1);
    const peers = [1, 2, 3, 4].map((id) => peerWith(id, 1));
    for (const peer of peers) picker.fill(peer, 10);
    expect(picker.isEndgame).toBe(true);
    expect(peers.map(({ asked }) => asked.length)).toEqual([4, 4, 4, 0]);
    expect(picker.fill(peers[1] as (typeof peers)[0], 10)).toBe(0);
  });

  test('takes a block from one sender at a time', () => {
    const picker = pickerFor(1);
    const peer = peerWith(1, 1);
    picker.fill(peer, 1);
    const [block] = peer.asked as [Asked];
    const active = picker.startBlock(block.piece, block.begin, block.length);
    expect(active).toBeDefined();
    expect(picker.startBlock(block.piece, block.begin, block.length)).toBeUndefined();
    picker.breakBlock(active as ActivePiece, block.begin);
    expect(picker.startBlock(block.piece, block.begin, block.length)).toBeDefined();
  });

  test.each([
    ['a piece that was not started', 2, 0, BLOCK],
    ['a begin inside a block', 0, 100, BLOCK],
    ['a wrong length', 0, 0, BLOCK - 1],
    ['a begin beyond the piece', 0, PIECE, BLOCK],
  ])('does not take %s', (_name, piece, begin, length) => {
    const picker = pickerFor(3);
    picker.fill(peerWith(1, 3), 1);
    expect(picker.startBlock(piece, begin, length)).toBeUndefined();
  });

  test('says when a piece is whole, and fetches it again when it was bad', () => {
    const picker = pickerFor(1);
    const peer = peerWith(1, 1);
    picker.fill(peer, 4);
    const done = peer.asked.map((block) => receive(picker, 1, block));
    expect(done).toEqual([false, false, false, true]);
    picker.restart(picker.active.get(0) as ActivePiece);
    const other = peerWith(2, 1);
    expect(picker.fill(other, 10)).toBe(4);
  });

  test('a piece too large for the memory is started without a buffer', () => {
    const picker = new Picker(1, () => true, {
      below: () => 0,
      now: () => 0,
      rank: () => 0,
      pads: () => [],
      pieceLength: () => PIECE,
      memoryFor: () => 'disk',
    });
    expect(picker.fill(peerWith(1, 1), 10)).toBe(4);
    expect(picker.active.get(0)?.memory).toBeUndefined();
  });

  test('starts nothing without memory, and joins the pieces of others instead', () => {
    const picker = pickerFor(8, PIECE, 1);
    const [one, two] = [peerWith(1, 8), peerWith(2, 8)];
    picker.fill(one, 2);
    picker.fill(two, 8);
    expect(picker.active.size).toBe(1);
    expect(two.asked.length).toBe(2);
  });

  test('does not ask for blocks of pad files, which are zeros, until the piece was bad', () => {
    const picker = pickerFor(2, PIECE, 2, [1, 3]);
    const peer = { ...peerWith(1, 2), suspect: true };
    picker.fill(peer, 2);
    const [active] = [...picker.active.values()] as [ActivePiece];
    active.memory?.bytes.fill(9, 0, BLOCK);
    expect(peer.asked.map(({ begin }) => begin / BLOCK)).toEqual([0, 2]);
    // Whoever is under suspicion has it alone all the same.
    expect(active.isAlone).toBe(true);
    expect(active.memory?.bytes.subarray(BLOCK, 2 * BLOCK).every((byte) => byte === 0)).toBe(true);
    expect(peer.asked.slice(0, 2).map((block) => receive(picker, 1, block))).toEqual([false, true]);
    picker.restart(active);
    const other = peerWith(2, 2);
    picker.fill(other, 4);
    expect(other.asked.map(({ begin }) => begin / BLOCK)).toEqual([0, 1, 2, 3]);
  });
});
