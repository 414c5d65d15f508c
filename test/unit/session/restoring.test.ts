import { expect, test } from 'vitest';
import type { Clock } from '../../../engine/ports/clock.ts';
import type { StoredTorrent } from '../../../engine/ports/store.ts';
import { inBatches } from '../../../engine/session/restoring.ts';

const rows = (count: number): StoredTorrent[] =>
  Array.from({ length: count }, (_, at) => ({ name: String(at) }) as StoredTorrent);

/** A clock whose timers fire when the test says so. */
function steppedClock() {
  const waiting: (() => void)[] = [];
  const clock = { after: (_ms: number, callback: () => void) => waiting.push(callback) };
  const step = async (): Promise<void> => {
    waiting.shift()?.();
    for (let i = 0; i < 5; i++) await Promise.resolve();
  };
  return { clock: clock as unknown as Clock, step, waiting };
}

test('the first come back before anything else, the rest in order with room in between', async () => {
  const { clock, step, waiting } = steppedClock();
  const seen: string[] = [];
  const { whole } = await inBatches(
    rows(330),
    clock,
    () => false,
    (row) => seen.push(row.name),
  );
  expect(seen).toHaveLength(200);
  await step();
  expect(seen).toHaveLength(250);
  while (waiting.length > 0) await step();
  await whole;
  expect(seen).toEqual(rows(330).map((row) => row.name));
});

test('a stop ends it', async () => {
  const { clock, step } = steppedClock();
  const seen: string[] = [];
  let stopped = false;
  const { whole } = await inBatches(
    rows(1000),
    clock,
    () => stopped,
    (row) => seen.push(row.name),
  );
  stopped = true;
  await step();
  await whole;
  expect(seen).toHaveLength(200);
});
