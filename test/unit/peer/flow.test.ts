import { describe, expect, test } from 'vitest';
import { RateMeter } from '../../../engine/core/rate-meter.ts';
import { TokenBucket } from '../../../engine/core/token-bucket.ts';
import { Pipeline } from '../../../engine/peer/pipeline.ts';
import { Requests } from '../../../engine/peer/requests.ts';
import { UploadQueue } from '../../../engine/peer/upload-queue.ts';

describe('a token bucket', () => {
  test('lets the limit through on average, also when chunks are larger than what is saved up', () => {
    const bucket = new TokenBucket(1_000_000, 0);
    let passed = 0;
    for (let now = 0; now < 10_000; now += 10) {
      if (bucket.available(now) <= 0) continue;
      bucket.spend(65_536, now);
      passed += 65_536;
    }
    expect(passed / 10).toBeGreaterThan(950_000);
    expect(passed / 10).toBeLessThan(1_050_000);
  });

  test('a raised limit counts at once, in spite of earlier debt', () => {
    const bucket = new TokenBucket(1_000, 0);
    bucket.spend(1_000_000, 0);
    bucket.setRate(100_000, 0);
    expect(bucket.waitMs(0)).toBeLessThanOrEqual(1_001);
  });

  test('without a limit everything passes', () => {
    const bucket = new TokenBucket(0, 0);
    bucket.spend(1e12, 0);
    expect(bucket.available(0)).toBe(Number.POSITIVE_INFINITY);
    expect(bucket.waitMs(0)).toBe(0);
  });
});

describe('a rate meter', () => {
  test('shows the rate of the last seconds and forgets older ones', () => {
    const meter = new RateMeter();
    for (let now = 0; now < 6_000; now += 100) meter.add(1_000, now);
    expect(meter.rate(6_000)).toBe(10_000);
    expect(meter.rate(30_000)).toBe(0);
    expect(meter.total).toBe(60_000);
  });
});

describe('requests on their way', () => {
  test('answers come out with the time they were sent, in any order', () => {
    const requests = new Requests();
    for (let i = 0; i < 300; i++) requests.add(i, i * 16384, i);
    expect(requests.remove(150, 150 * 16384)).toBe(150);
    expect(requests.remove(150, 150 * 16384)).toBeUndefined();
    expect(requests.oldestSentAt).toBe(0);
    const left: number[] = [];
    requests.drain((piece) => left.push(piece));
    expect(left).toEqual(Array.from({ length: 300 }, (_, i) => i).filter((i) => i !== 150));
    expect(requests.count).toBe(0);
  });

  test('one that others overtook by far is told apart from those that wait their turn', () => {
    const requests = new Requests();
    for (let i = 0; i < 10; i++) requests.add(i, 0, i * 1_000);
    const lost: number[] = [];
    for (const i of [0, 2, 3, 4, 5, 6]) requests.answer(i, 0);
    expect(requests.isOvertaken(5_000)).toBe(false);
    requests.answer(7, 0);
    expect(requests.isOvertaken(5_000)).toBe(true);
    requests.drainOvertaken(5_000, (piece) => lost.push(piece));
    expect(lost).toEqual([1]);
    expect(requests.count).toBe(2);
    // What is taken back or rejected says nothing of those before it.
    requests.add(99, 0, 60_000);
    requests.remove(99, 0);
    expect(requests.isOvertaken(5_000)).toBe(false);
  });

  test('the arrays do not grow while requests come and go', () => {
    const requests = new Requests();
    for (let i = 0; i < 10_000; i++) {
      requests.add(i, 0, i);
      if (i >= 50) expect(requests.remove(i - 50, 0)).toBe(i - 50);
    }
    expect(requests.count).toBe(50);
  });
});

describe('the upload queue', () => {
  test('is first in, first out, and a cancelled request is out', () => {
    const queue = new UploadQueue();
    for (let i = 0; i < 200; i++) queue.add(i, 0, 16384);
    expect(queue.remove(1, 0)).toBe(true);
    expect(queue.remove(1, 0)).toBe(false);
    const order: number[] = [];
    while (queue.count > 0) {
      order.push(queue.piece);
      queue.shift();
    }
    expect(order).toEqual(Array.from({ length: 200 }, (_, i) => i).filter((i) => i !== 1));
  });
});

describe('the pipeline', () => {
  const BLOCK = 16384;

  test('doubles with each round trip until the rate stops growing, then follows it', () => {
    const pipeline = new Pipeline();
    pipeline.setPeerQueue(2000);
    for (let rate = 1e6; rate <= 8e6; rate *= 2) {
      for (let i = pipeline.depth; i > 0; i--) pipeline.blockCame(100, 0);
      pipeline.tick(rate, pipeline.depth);
    }
    expect(pipeline.depth).toBe(128);
    pipeline.tick(8e6, 128);
    expect(pipeline.depth).toBe(Math.ceil((8e6 * (0.5 + 0.1)) / BLOCK));
  });

  test('stays below what the peer said it keeps', () => {
    const pipeline = new Pipeline();
    pipeline.setPeerQueue(50);
    for (let i = 0; i < 500; i++) pipeline.blockCame(10, 0);
    expect(pipeline.depth).toBe(49);
  });

  /** A peer that answers each request after `response(depth)` seconds and sends `line` bytes/s at the most. */
  const rateAfter = (seconds: number, line: number, response: (second: number) => number) => {
    const pipeline = new Pipeline();
    pipeline.setPeerQueue(2000);
    let rate = 0;
    for (let second = 0; second < seconds; second++) {
      const came = Math.min(line, (pipeline.depth * BLOCK) / response(second));
      for (let i = 0; i < came / BLOCK; i++) pipeline.blockCame(response(second) * 1000, 0);
      rate += (came - rate) / 2;
      pipeline.tick(rate, pipeline.depth);
    }
    return { rate, seconds: (pipeline.depth * BLOCK) / rate };
  };

  test('keeps about half a second more than the response time asked for', () => {
    const { rate, seconds } = rateAfter(100, 5e6, () => 0.1);
    expect(rate).toBeGreaterThan(4.9e6);
    expect(seconds).toBeGreaterThan(0.55);
    expect(seconds).toBeLessThan(1);
  });

  test('fills a line whose response becomes slow on the way', () => {
    // In the first seconds 50 ms, then two seconds: the buffers of the other side's line have filled.
    for (const length of [30, 60, 61, 62, 63, 64, 65, 300]) {
      const { rate } = rateAfter(length, 2e6, (second) => (second < 10 ? 0.05 : 2));
      expect(rate).toBeGreaterThan(1e6);
    }
  });

  /** A peer that answers all it was asked for, once every `pause` seconds, and sends `line` bytes/s at the most. */
  const pulses = (seconds: number, line: number, pause: number) => {
    const pipeline = new Pipeline();
    pipeline.setPeerQueue(2001);
    const came: number[] = [];
    for (let second = 0; second < seconds; second++) {
      came.push(Math.min(line, (pipeline.depth * BLOCK) / pause));
      const [now, before, third] = came.slice(-3).reverse() as [number, number?, number?];
      // The first of a pulse came after a pause, and the first of each batch waited for none.
      for (let i = 0; i < now / BLOCK; i++)
        pipeline.blockCame(pause * 1000, i === 0 ? pause * 1000 : 1);
      pipeline.blockCame(5, 0);
      pipeline.tick((now + (before ?? now) + (third ?? now)) / 3, pipeline.depth);
    }
    return { rate: came.at(-1) as number, depth: pipeline.depth };
  };

  test('grows over the pauses of a peer that answers in pulses', () => {
    for (const pause of [0.2, 0.5, 1]) {
      const { rate, depth } = pulses(20, 20e6, pause);
      expect(rate).toBeGreaterThan(0.95 * Math.min(20e6, (2000 * BLOCK) / pause));
      expect(depth * BLOCK).toBeLessThan(20e6 * 2.1 * Math.max(0.5, pause));
    }
  });

  test('does not take the gaps between the blocks of a slow peer for pulses', () => {
    const pipeline = new Pipeline();
    for (let second = 0; second < 60; second++) {
      pipeline.blockCame(4_000, 1_000);
      pipeline.tick(BLOCK, pipeline.depth);
    }
    expect(pipeline.depth).toBeLessThan(10);
  });
});
