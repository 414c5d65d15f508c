import { expect, it } from 'vitest';
import { SlowMode } from '../../../engine/session/slow-mode.ts';
import type { EngineSettings } from '../../../engine/settings/schema.ts';
import { Scheduler } from '../../sim/world/scheduler.ts';

const HOUR = 3_600_000;
/** Wednesday. */
const START = Date.UTC(2026, 3, 1, 7);

function rig(change: Partial<EngineSettings> = {}) {
  const scheduler = new Scheduler();
  const settings = {
    slowMode: false,
    slowScheduled: true,
    slowSchedule: 'wed 08:00-18:00',
    ...change,
  } as EngineSettings;
  const state = { settings, switches: [] as boolean[], values: new Map<string, unknown>() };
  const start = (): SlowMode => {
    const slow = new SlowMode({
      clock: scheduler.clock(START),
      settings: () => state.settings,
      value: (key) => state.values.get(key),
      keep: (key, value) => void state.values.set(key, value),
      switchTo: (on) => {
        state.switches.push(on);
        state.settings = { ...state.settings, slowMode: on };
      },
    });
    slow.look();
    return slow;
  };
  return { scheduler, state, start };
}

it('is switched where its window begins and ends, to the second', async () => {
  const { scheduler, state, start } = rig();
  const slow = start();
  expect(slow.nextSwitch).toBe(START + HOUR);
  await scheduler.pass(HOUR - 1_000);
  expect(state.switches).toEqual([]);
  await scheduler.pass(1_500);
  expect(state.switches).toEqual([true]);
  expect(slow.nextSwitch).toBe(START + 11 * HOUR);
  await scheduler.pass(10 * HOUR);
  expect(state.switches).toEqual([true, false]);
  slow.close();
});

it('is left to the hand that switched it until the next change, also over a restart', async () => {
  const { scheduler, state, start } = rig();
  const first = start();
  await scheduler.pass(2 * HOUR);
  state.settings = { ...state.settings, slowMode: false };
  first.close();
  await scheduler.pass(HOUR);
  const second = start();
  await scheduler.pass(HOUR);
  expect(state.switches).toEqual([true]);
  await scheduler.pass(7 * HOUR + 24 * HOUR * 7);
  expect(state.switches).toEqual([true, true]);
  second.close();
});

it('follows the schedule at a start in the middle of a window that began while nothing ran', async () => {
  const { scheduler, state, start } = rig();
  start().close();
  await scheduler.pass(2 * HOUR);
  const slow = start();
  expect(state.switches).toEqual([true]);
  slow.close();
});

it('runs no timer without a schedule', () => {
  for (const change of [{ slowScheduled: false }, { slowSchedule: '' }]) {
    const { scheduler, start } = rig(change);
    expect(start().nextSwitch).toBe(0);
    expect(scheduler.waiting).toBe(0);
  }
});
