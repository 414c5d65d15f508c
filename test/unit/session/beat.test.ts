import { expect, test } from 'vitest';
import type { Clock } from '../../../engine/ports/clock.ts';
import { BEAT_MS, Beat } from '../../../engine/session/beat.ts';
import { Tally } from '../../../engine/torrent/tally.ts';

function rig() {
  let now = 0;
  const beat = new Beat<{ tick(): number }>({ now: () => now } as Clock);
  const pass = (beats: number): void => {
    for (let i = 0; i < beats; i++) {
      now += BEAT_MS;
      beat.beat();
    }
  };
  const sleep = (ms: number): void => {
    now += ms;
  };
  return { beat, pass, sleep, now: () => now };
}

test('who rests is not looked at before its time, or before it is woken', () => {
  const { beat, pass, now } = rig();
  let ticks = 0;
  let next = 0;
  const one = {
    tick: () => {
      ticks++;
      return next;
    },
  };
  beat.wake(one);
  pass(3);
  expect(ticks).toBe(3);
  next = now() + 10 * BEAT_MS;
  pass(1);
  const before = ticks;
  pass(8);
  expect(ticks).toBe(before);
  next = Number.POSITIVE_INFINITY;
  pass(1);
  expect(ticks).toBe(before + 1);
  pass(1000);
  expect(ticks).toBe(before + 1);
  beat.wake(one);
  pass(5);
  expect(ticks).toBe(before + 2);
});

test('what was forgotten is not looked at again', () => {
  const { beat, pass, now } = rig();
  let ticks = 0;
  const one = {
    tick: () => {
      ticks++;
      return now() + 5 * BEAT_MS;
    },
  };
  beat.wake(one);
  pass(1);
  beat.forget(one);
  pass(20);
  expect(ticks).toBe(1);
});

const progress = { wasted: 0, activeMs: 100, seedingMs: 10, downloaded: 0, uploaded: 0 };

test('a torrent that rests is active all the same, and not while the machine sleeps', () => {
  const { beat, pass, sleep } = rig();
  const tally = new Tally(
    { ...progress, have: new Uint8Array(), inFlight: new Uint8Array(), stamps: [], clean: true },
    () => beat.awakeMs,
  );
  pass(10);
  expect(tally.activeMs).toBe(100);
  tally.tick(false, true);
  pass(10);
  expect(tally.totals()).toMatchObject({ activeMs: 10_100, seedingMs: 10 });
  tally.tick(true, true);
  pass(3600);
  expect(tally.totals()).toMatchObject({ activeMs: 3_610_100, seedingMs: 3_600_010 });
  sleep(8 * 3_600_000);
  pass(1);
  expect(tally.activeMs).toBe(3_615_100);
  tally.tick(true, false);
  pass(100);
  expect(tally.activeMs).toBe(3_615_100);
});
