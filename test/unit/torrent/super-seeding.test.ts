import { describe, expect, test } from 'vitest';
import { Bitfield } from '../../../engine/core/bitfield.ts';
import { Favours } from '../../../engine/peer/favours.ts';
import type { Peer } from '../../../engine/peer/peer.ts';
import { SuperSeeding } from '../../../engine/torrent/super-seeding.ts';

const PIECES = 10;

interface TestPeer extends Peer {
  /** Pieces that it was told we have. */
  readonly told: number[];
}

function rig() {
  const peers: TestPeer[] = [];
  const world = { now: 0, on: true };
  const seeding = new SuperSeeding({
    now: () => world.now,
    peers: () => peers,
    pieceCount: () => PIECES,
    isOn: () => world.on,
    has: () => true,
    availability: (piece) => peers.filter(({ has }) => has.get(piece)).length,
  });
  const join = (): TestPeer => {
    const told: number[] = [];
    const favours = new Favours();
    favours.shown = new Set();
    const peer = {
      told,
      favours,
      has: new Bitfield(PIECES),
      isSeed: false,
      ended: false,
      writer: { piece: (_id: number, piece: number) => told.push(piece) },
      flush: () => undefined,
    } as unknown as TestPeer;
    peers.push(peer);
    return peer;
  };
  const second = (count = 1): void => {
    for (let i = 0; i < count; i++) {
      world.now += 1_000;
      seeding.tick();
    }
  };
  const gets = (peer: TestPeer, piece: number): void => {
    peer.has.set(piece);
    seeding.got(peer, piece);
  };
  return { seeding, world, join, second, gets };
}

describe('super-seeding (BEP 16)', () => {
  test('shows each peer two pieces, and nobody the same', () => {
    const { join, second } = rig();
    const peers = [join(), join(), join()];
    second();
    const told = peers.flatMap((peer) => peer.told);
    expect(peers.map((peer) => peer.told.length)).toEqual([2, 2, 2]);
    expect(new Set(told).size).toBe(6);
  });

  test('shows one more when somebody else got a piece from it, not when it got it itself', () => {
    const { join, second, gets } = rig();
    const [one, two] = [join(), join()];
    second();
    const [piece] = one.told as [number];
    gets(one, piece);
    expect(one.told.length).toBe(2);
    gets(two, piece);
    expect(one.told.length).toBe(3);
    expect(two.told.length).toBe(2);
  });

  test('who is alone gets one after the other', () => {
    const { join, second, gets } = rig();
    const alone = join();
    second();
    for (let i = 0; i < PIECES; i++) gets(alone, alone.told[i] as number);
    expect(new Set(alone.told).size).toBe(PIECES);
  });

  test('who passes nothing on waits half a minute for two more', () => {
    const { join, second, gets } = rig();
    const [keeps] = [join(), join()];
    second();
    for (const piece of [...keeps.told]) gets(keeps, piece);
    second(25);
    expect(keeps.told.length).toBe(2);
    second(10);
    expect(keeps.told.length).toBe(4);
    second(20);
    expect(keeps.told.length).toBe(4);
  });

  test('what somebody took with him when he left is shown to others', () => {
    const { seeding, join, second } = rig();
    const gone = join();
    second();
    (gone as { ended: boolean }).ended = true;
    seeding.left(gone);
    gone.favours.shown = undefined;
    const others = [join(), join(), join(), join(), join()];
    second();
    const told = new Set(others.flatMap((peer) => peer.told));
    expect(told.size).toBe(PIECES);
  });

  test('ends with everything told to everybody, once', () => {
    const { world, join, second } = rig();
    const [one, late] = [join(), join()];
    second();
    world.on = false;
    second(2);
    for (const peer of [one, late]) {
      expect([...peer.told].sort((a, b) => a - b)).toEqual(
        Array.from({ length: PIECES }, (_, i) => i),
      );
      expect(peer.favours.shown).toBeUndefined();
    }
  });
});
