import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type QueueLimits, QueueScheduler } from '../../../../engine/core/queue/scheduler.ts';

const NONE: QueueLimits = { downloads: 0, seeds: 0, active: 0, idleMs: 0, turnMs: 0 };
const MINUTE = 60_000;

/** Capital letters are seeds, the others downloads; all want to run. */
class Bench {
  readonly order: string[];
  readonly queue: QueueScheduler<string>;
  now = 0;
  running = new Set<string>();
  turned: string[] = [];

  constructor(members: string, limits: Partial<QueueLimits>) {
    this.order = [...members];
    this.queue = new QueueScheduler(() => this.order, { ...NONE, ...limits });
    for (const id of this.order) this.queue.add(id, this.wish(id), 0);
    this.decide();
  }

  wish(id: string, change: { wants?: boolean; forced?: boolean } = {}) {
    const kind = id === id.toUpperCase() ? ('seed' as const) : ('download' as const);
    return { kind, wants: true, forced: false, ...change };
  }

  decide(): void {
    const decision = this.queue.decide(this.now);
    for (const id of decision?.stop ?? []) this.running.delete(id);
    for (const id of decision?.start ?? []) this.running.add(id);
    this.turned.push(...(decision?.turned ?? []));
  }

  /** Seconds pass; those named move all the time. */
  pass(seconds: number, moving = ''): void {
    for (let second = 0; second < seconds; second++) {
      this.now += 1000;
      for (const id of this.running) this.queue.beat(id, moving.includes(id), this.now);
      this.decide();
    }
  }

  get text(): string {
    return this.order.filter((id) => this.running.has(id)).join('');
  }
}

describe('the queue', () => {
  test('without limits lets everybody run', () => {
    expect(new Bench('abcDEF', {}).text).toBe('abcDEF');
  });

  test('has limits for downloads, for seeds and for both together', () => {
    expect(new Bench('abcDEF', { downloads: 2 }).text).toBe('abDEF');
    expect(new Bench('abcDEF', { seeds: 1 }).text).toBe('abcD');
    const both = new Bench('DEFabc', { downloads: 2, active: 3 });
    expect(both.text).toBe('Dab');
    expect([...'DEFabc'].map((id) => both.queue.holdOf(id))).toEqual([
      undefined,
      'active',
      'active',
      undefined,
      undefined,
      'downloads',
    ]);
    expect(both.queue.waiting).toBe(3);
  });

  test('gives a slot on when its holder pauses, ends or goes', () => {
    const bench = new Bench('abc', { downloads: 1 });
    bench.queue.set('a', bench.wish('a', { wants: false }));
    bench.decide();
    expect(bench.text).toBe('b');
    bench.queue.set('b', { kind: 'seed', wants: true, forced: false });
    bench.decide();
    expect(bench.text).toBe('bc');
    bench.queue.remove('c');
    bench.queue.set('a', bench.wish('a'));
    bench.decide();
    expect(bench.queue.isActive('a')).toBe(true);
  });

  test('takes the slot back for one that is moved to the front', () => {
    const bench = new Bench('abc', { downloads: 1 });
    bench.order.splice(0, 3, 'c', 'a', 'b');
    bench.queue.reordered(['c']);
    bench.decide();
    expect(bench.text).toBe('c');
  });

  test('a forced one runs beside it: needs no slot and takes none', () => {
    const bench = new Bench('abc', { downloads: 1 });
    bench.queue.set('c', bench.wish('c', { forced: true }));
    bench.decide();
    expect(bench.text).toBe('ac');
    bench.queue.set('c', bench.wish('c'));
    bench.decide();
    expect(bench.text).toBe('a');
  });

  test('who moves nothing for a while gives up the slot and goes on', () => {
    const bench = new Bench('abc', { downloads: 1, idleMs: MINUTE });
    bench.pass(59);
    expect(bench.text).toBe('a');
    bench.pass(1);
    expect(bench.text).toBe('ab');
    expect([bench.queue.isHolding('a'), bench.queue.isHolding('b')]).toEqual([false, true]);
    bench.pass(60, 'b');
    expect(bench.text).toBe('ab');
  });

  test('who moves again for a while has a slot again, and the last in the row waits', () => {
    const bench = new Bench('abc', { downloads: 1, idleMs: MINUTE });
    bench.pass(60);
    bench.pass(14, 'ab');
    expect(bench.text).toBe('ab');
    bench.pass(3, 'ab');
    expect(bench.text).toBe('a');
  });

  test('a short burst takes no slot from anybody', () => {
    const bench = new Bench('ab', { downloads: 1, idleMs: MINUTE });
    bench.pass(60);
    for (let round = 0; round < 20; round++) {
      bench.pass(10, 'ab');
      bench.pass(1, 'b');
    }
    expect(bench.text).toBe('ab');
  });

  test('seeds take turns, in the order of the queue', () => {
    const bench = new Bench('ABC', { seeds: 1, turnMs: 10 * MINUTE, idleMs: MINUTE });
    const seen: string[] = [];
    for (let turn = 0; turn < 6; turn++) {
      bench.pass(300, 'ABC');
      seen.push(bench.text);
      bench.pass(300, 'ABC');
    }
    expect(seen.join('')).toBe('ABCABC');
    expect(bench.turned.join('')).toBe('ABCABC');
  });

  test('a seed that was paused for long, or is new, does not get all the turns that it missed', () => {
    const bench = new Bench('ABC', { seeds: 1, turnMs: MINUTE });
    bench.queue.set('C', bench.wish('C', { wants: false }));
    bench.pass(600, 'AB');
    bench.order.push('D');
    bench.queue.add('D', bench.wish('D'), 0);
    bench.queue.set('C', bench.wish('C'));
    const held = new Map<string, number>();
    for (let second = 0; second < 40 * 60; second++) {
      bench.pass(1, 'ABCD');
      held.set(bench.text, (held.get(bench.text) ?? 0) + 1);
    }
    for (const id of 'ABCD') expect(held.get(id)).toBeGreaterThan(9 * 60);
  });

  test('without anybody waiting nobody’s turn ends', () => {
    const bench = new Bench('AB', { seeds: 2, turnMs: MINUTE });
    bench.pass(600, 'AB');
    expect(bench.turned).toEqual([]);
    expect(bench.text).toBe('AB');
  });

  test('is at rest while nothing changes: no time is due', () => {
    const bench = new Bench('abC', { idleMs: MINUTE });
    expect(bench.queue.isDue(Number.MAX_SAFE_INTEGER)).toBe(false);
  });

  test('whatever happens: never over a limit, never a free slot beside one that waits', () => {
    const step = fc.tuple(
      fc.constantFrom('wants', 'forced', 'move', 'pass', 'limits', 'go', 'come'),
      fc.integer({ min: 0, max: 9 }),
      fc.boolean(),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const limits = { ...NONE, downloads: 2, seeds: 2, active: 3, idleMs: 20_000 };
        let now = limits;
        const bench = new Bench('abcdeFGHIJ', limits);
        const wishes = new Map(bench.order.map((id) => [id, bench.wish(id)]));
        for (const [what, n, flag] of steps) {
          const id = 'abcdeFGHIJ'[n] as string;
          if (what === 'wants' || what === 'forced') {
            if (!wishes.has(id)) continue;
            const wish = { ...bench.wish(id), ...wishes.get(id), [what]: flag };
            wishes.set(id, wish);
            bench.queue.set(id, wish);
          } else if (what === 'go' || what === 'come') {
            // Removed, or added anew behind all others.
            bench.queue.remove(id);
            bench.running.delete(id);
            bench.order.splice(bench.order.indexOf(id) >>> 0, 1);
            wishes.delete(id);
            if (what === 'come') {
              bench.order.push(id);
              wishes.set(id, bench.wish(id, { wants: flag }));
              bench.queue.add(id, bench.wish(id, { wants: flag }), 0);
            }
          } else if (what === 'move') {
            if (!bench.order.includes(id)) continue;
            bench.order.unshift(...bench.order.splice(bench.order.indexOf(id), 1));
            bench.queue.reordered([id]);
          } else if (what === 'limits') {
            now = { ...limits, downloads: n, turnMs: flag ? 30_000 : 0 };
            bench.queue.setLimits(now);
          } else bench.pass(n * 5, flag ? bench.order.slice(0, 5).join('') : '');
          bench.decide();
          const holding = bench.order.filter((one) => bench.queue.isHolding(one));
          const downloads = holding.filter((one) => one > 'Z').length;
          const seeds = holding.length - downloads;
          if (now.downloads > 0) expect(downloads).toBeLessThanOrEqual(now.downloads);
          expect(seeds).toBeLessThanOrEqual(2);
          expect(holding.length).toBeLessThanOrEqual(3);
          for (const one of bench.order) {
            const wish = wishes.get(one);
            expect(bench.running.has(one)).toBe(bench.queue.isActive(one));
            if (wish?.wants === true && wish.forced) expect(bench.running.has(one)).toBe(true);
            if (wish?.wants !== true || bench.running.has(one)) continue;
            const full = one > 'Z' ? now.downloads > 0 && downloads >= now.downloads : seeds >= 2;
            expect(full || holding.length >= 3).toBe(true);
          }
        }
      }),
    );
  });

  test('10,000 members: a decision takes milliseconds', () => {
    const ids = Array.from({ length: 10_000 }, (_, id) => id);
    const queue = new QueueScheduler(() => ids, { ...NONE, downloads: 5, seeds: 5, turnMs: 1 });
    for (const id of ids)
      queue.add(id, { kind: id % 2 ? 'seed' : 'download', wants: true, forced: false }, 0);
    const started = performance.now();
    for (let round = 1; round <= 100; round++) {
      queue.reordered([]);
      queue.decide(round * 1000);
    }
    // A hundred decisions, 3 ms each on a slow machine; a quadratic one would take seconds each.
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
