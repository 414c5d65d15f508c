import { afterEach, describe, expect, it, vi } from 'vitest';
import { nodeClock } from '../../engine/node/clock/clock.ts';
import { rigs } from './rigs/network.ts';

describe.each(rigs)('clock %s', (_name, makeRig) => {
  it('calls back once, after the time and not before', async () => {
    const { ports, until } = makeRig();
    const start = ports.clock.now();
    const fired: number[] = [];
    ports.clock.after(30, () => fired.push(ports.clock.now() - start));
    await until(() => fired.length > 0);
    expect(fired[0]).toBeGreaterThanOrEqual(29);
  });

  it('calls back again and again until ended, and never after', async () => {
    const { ports, until, pass } = makeRig();
    let beats = 0;
    const timer = ports.clock.every(5, () => {
      beats++;
      if (beats === 3) timer.end();
    });
    await until(() => beats === 3);
    await pass(40);
    expect(beats).toBe(3);
    timer.end();
  });

  it('does not call what was ended', async () => {
    const { ports, pass } = makeRig();
    let fired = false;
    const timer = ports.clock.after(5, () => {
      fired = true;
    });
    timer.end();
    timer.end();
    await pass(30);
    expect(fired).toBe(false);
  });

  it('never goes back, and knows the day', async () => {
    const { ports, pass } = makeRig();
    const before = ports.clock.now();
    await pass(5);
    expect(ports.clock.now()).toBeGreaterThan(before);
    expect(ports.clock.wallTime()).toBeGreaterThan(Date.UTC(2024, 0));
  });
});

describe('the real clock', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('waits for weeks without firing at once', () => {
    vi.useFakeTimers();
    const fired = vi.fn();
    const forty = 40 * 86_400_000;
    nodeClock.after(forty, fired);
    vi.advanceTimersByTime(forty - 1);
    expect(fired).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(fired).toHaveBeenCalledTimes(1);
  });
});
