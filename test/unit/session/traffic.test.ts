import { expect, it } from 'vitest';
import { dayOf } from '../../../engine/core/calendar.ts';
import { done, fault } from '../../../engine/core/result.ts';
import type { TrafficRow } from '../../../engine/ports/store.ts';
import { TrafficBook, type TrafficHost } from '../../../engine/session/traffic.ts';

const HOUR = 3600_000;

it('a day ends at local midnight', () => {
  const noon = Date.UTC(2026, 2, 31, 12);
  expect(dayOf(noon, 0)).toBe('2026-03-31');
  expect(dayOf(noon + 11 * HOUR, 120)).toBe('2026-04-01');
  expect(dayOf(noon - 11 * HOUR, -300)).toBe('2026-03-30');
});

function rig() {
  const state = { wall: Date.UTC(2026, 2, 31, 23, 59), fails: false, kept: [] as TrafficRow[] };
  const torrent = { id: 'x', name: 'thing', tally: { down: { total: 0 }, up: { total: 0 } } };
  const host = {
    ports: {
      clock: { now: () => 0, wallTime: () => state.wall, utcOffset: () => 0 },
      store: {
        addTraffic: async (rows: readonly TrafficRow[]) => {
          if (state.fails) return fault('store-full', 'db', 'full');
          state.kept.push(...rows);
          return done;
        },
      },
    },
    torrents: new Map([['x', torrent]]),
    dirty: () => undefined,
  } as unknown as TrafficHost;
  return { state, torrent, book: new TrafficBook(host) };
}

it('what is moved before and after midnight counts for its day', async () => {
  const { state, torrent, book } = rig();
  torrent.tally.down.total = 100;
  await book.save();
  state.wall += 2 * 60_000;
  torrent.tally.down.total = 130;
  await book.save();
  expect(state.kept.map(({ day, downloaded }) => [day, downloaded])).toEqual([
    ['2026-03-31', 100],
    ['2026-04-01', 30],
  ]);
});

it('what could not be committed is committed later, once', async () => {
  const { state, torrent, book } = rig();
  state.fails = true;
  torrent.tally.up.total = 100;
  expect((await book.save()).ok).toBe(false);
  torrent.tally.up.total = 150;
  expect((await book.save()).ok).toBe(false);
  state.fails = false;
  await book.save();
  await book.save();
  expect(state.kept).toEqual([
    { day: '2026-03-31', infoHash: 'x', name: 'thing', downloaded: 0, uploaded: 150 },
  ]);
});
