import { expect, test } from 'vitest';
import { SpeedHistory, SpeedRecord } from '../../../engine/core/speed-history.ts';

const last = (values: Float32Array, count: number): number[] => [...values.slice(-count)];

test('every span shows the mean of each of its steps, the newest last', () => {
  const history = new SpeedHistory();
  for (let second = 0; second < 60; second++) history.add(second * 1000, 100, second);
  const { minute, tenMinutes, hour } = history.read(60_000);
  expect(minute.down).toHaveLength(60);
  expect([...minute.down]).toEqual(new Array(60).fill(100));
  expect(last(minute.up, 3)).toEqual([57, 58, 59]);
  expect(last(tenMinutes.down, 13)).toEqual([0, ...new Array(12).fill(100)]);
  expect(last(hour.up, 3)).toEqual([0, 14.5, 44.5]);
});

test('a step that is not over is not shown, and a pause is a gap', () => {
  const history = new SpeedHistory();
  history.add(1_000, 50, 0);
  expect(last(history.read(1_900).minute.down, 1)).toEqual([0]);
  expect(last(history.read(2_000).minute.down, 1)).toEqual([50]);
  history.add(5_000, 70, 0);
  expect(last(history.read(6_100).minute.down, 6)).toEqual([0, 50, 0, 0, 0, 70]);
  expect(last(history.read(3_000_000).minute.down, 60).every((one) => one === 0)).toBe(true);
});

test('an hour after the last byte nothing is kept', () => {
  const history = new SpeedHistory();
  history.add(1_000, 1, 1);
  expect(history.isOver(3_600_000)).toBe(false);
  expect(history.isOver(3_602_000)).toBe(true);
});

test('a record is made of totals', () => {
  const record = new SpeedRecord();
  record.tick(1_000, 0, 0);
  record.tick(2_000, 300, 10);
  record.tick(3_000, 300, 10);
  record.tick(4_000, 350, 10);
  expect(last(record.read(5_000).minute.down, 3)).toEqual([300, 0, 50]);
  expect(last(new SpeedRecord().read(9_000).hour.up, 1)).toEqual([0]);
});
