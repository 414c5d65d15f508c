import { describe, expect, test } from 'vitest';
import { Bitfield } from '../../../engine/core/bitfield.ts';
import { BLOCK } from '../../../engine/core/ids.ts';
import type { ActivePiece } from '../../../engine/core/picker/active-piece.ts';
import { DuePieces } from '../../../engine/core/picker/due-pieces.ts';
import { Picker } from '../../../engine/core/picker/picker.ts';
import type { PickerPeer } from '../../../engine/core/picker/types.ts';

const PIECES = 20;
const BLOCKS = 4;

interface TestPeer extends PickerPeer {
  /** "piece:block", in the order in which they were asked for. */
  readonly asked: string[];
}

function peerWith(id: number, ...lacks: number[]): TestPeer {
  const has = new Bitfield(PIECES);
  has.setAll();
  for (const piece of lacks) has.clear(piece);
  const asked: string[] = [];
  return {
    id,
    has,
    fast: true,
    isSeed: lacks.length === 0,
    suspect: false,
    patience: 1_000,
    suggestions: [],
    current: undefined,
    asked,
    isAskedFor: (piece, begin) => asked.includes(`${piece}:${begin / BLOCK}`),
    ask: (piece, begin) => asked.push(`${piece}:${begin / BLOCK}`),
  };
}

const time = { now: 0 };

function makePicker(): Picker {
  time.now = 0;
  return new Picker(PIECES, () => true, {
    below: () => 0,
    now: () => time.now,
    rank: () => 0,
    pads: () => [],
    pieceLength: () => BLOCKS * BLOCK,
    memoryFor: () => ({ bytes: new Uint8Array(BLOCKS * BLOCK) }),
  });
}

const piecesOf = (peer: TestPeer): number[] => [
  ...new Set(peer.asked.map((each) => Number(each.split(':')[0]))),
];

describe('pieces with a deadline', () => {
  test('come before all others, the soonest first', () => {
    const picker = makePicker();
    picker.due.set([
      { piece: 17, at: 60_000 },
      { piece: 5, at: 30_000 },
    ]);
    const peer = peerWith(1);
    picker.fill(peer, 3 * BLOCKS);
    expect(piecesOf(peer).slice(0, 2)).toEqual([5, 17]);
    expect(piecesOf(peer).length).toBe(3);
  });

  test('are everybody’s work, whoever began them; who lacks them does something else', () => {
    const picker = makePicker();
    picker.due.set([{ piece: 5, at: 30_000 }]);
    const [one, two, without] = [peerWith(1), peerWith(2), peerWith(3, 5)];
    picker.fill(one, 2);
    picker.fill(without, 2);
    picker.fill(two, 2);
    expect([one.asked, two.asked]).toEqual([
      ['5:0', '5:1'],
      ['5:2', '5:3'],
    ]);
    expect(piecesOf(without)).not.toContain(5);
  });

  test('are asked of a second peer when they are due soon and late, not before', () => {
    const picker = makePicker();
    picker.due.set([{ piece: 5, at: 30_000 }]);
    picker.fill(peerWith(1), BLOCKS);
    const second = peerWith(2);
    time.now = 20_000;
    picker.fill(second, BLOCKS);
    expect(piecesOf(second)).not.toContain(5);
    time.now = 26_000;
    picker.fill(second, BLOCKS);
    expect(second.asked.slice(-BLOCKS)).toEqual(['5:0', '5:1', '5:2', '5:3']);
    const third = peerWith(3);
    picker.fill(third, BLOCKS);
    expect(piecesOf(third)).not.toContain(5);
  });

  test('are forgotten once they are here, not when they have to be fetched again', () => {
    const picker = makePicker();
    picker.due.set([{ piece: 5, at: 30_000 }]);
    const peer = peerWith(1);
    picker.fill(peer, BLOCKS);
    picker.abandon(picker.active.get(5) as ActivePiece);
    const next = peerWith(2);
    picker.fill(next, BLOCKS);
    expect(piecesOf(next)).toEqual([5]);
    picker.close(picker.active.get(5) as ActivePiece);
    expect(picker.due.list).toEqual([]);
  });

  test('of two for one piece the sooner holds', () => {
    const deadlines = new DuePieces();
    deadlines.set([
      { piece: 1, at: 9 },
      { piece: 2, at: 5 },
      { piece: 1, at: 3 },
    ]);
    expect(deadlines.list).toEqual([
      { piece: 1, at: 3 },
      { piece: 2, at: 5 },
    ]);
    deadlines.drop(1);
    deadlines.drop(7);
    expect(deadlines.list.map(({ piece }) => piece)).toEqual([2]);
  });
});
