import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Lease, PiecePool, type PoolBuffer } from '../../../engine/storage/pool.ts';
import { Scheduler } from '../../sim/world/scheduler.ts';
import { KiB } from './rig.ts';

const MiB = 1024 * KiB;

function poolOf(limit: number): { pool: PiecePool; scheduler: Scheduler } {
  const scheduler = new Scheduler();
  return { pool: new PiecePool(limit, scheduler.clock()), scheduler };
}

function take(pool: PiecePool, length: number): PoolBuffer {
  const buffer = pool.acquire(length);
  if (buffer === undefined) throw new Error('the pool is full');
  return buffer;
}

describe('PiecePool', () => {
  it('gives shared memory of exactly the length, never the same to two', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 6 * MiB })), { maxLength: 60 }),
        (steps) => {
          const { pool } = poolOf(20 * MiB);
          const held: PoolBuffer[] = [];
          for (const [give, length] of steps) {
            if (give || held.length === 0) {
              const buffer = pool.acquire(length);
              if (buffer === undefined) continue;
              expect(buffer.bytes).toHaveLength(length);
              expect(buffer.bytes.buffer).toBeInstanceOf(SharedArrayBuffer);
              held.push(buffer);
            } else {
              pool.release(held.splice(length % held.length, 1)[0] as PoolBuffer);
            }
            expect(pool.held).toBeLessThanOrEqual(20 * MiB);
          }
          const ranges = held.map(({ bytes }) => ({
            memory: bytes.buffer,
            from: bytes.byteOffset,
            to: bytes.byteOffset + bytes.length,
          }));
          for (const [i, a] of ranges.entries()) {
            for (const b of ranges.slice(i + 1)) {
              expect(a.memory !== b.memory || a.to <= b.from || b.to <= a.from).toBe(true);
            }
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is bounded, and calls whoever waits when memory comes free', () => {
    const { pool } = poolOf(8 * MiB);
    const buffers = Array.from({ length: 8 }, () => take(pool, MiB));
    expect(pool.acquire(MiB)).toBeUndefined();
    expect(pool.acquire(16 * KiB)).toBeUndefined();
    let called = 0;
    pool.whenFree(() => called++);
    const cancel = pool.whenFree(() => (called += 100));
    cancel();
    pool.release(buffers[3] as PoolBuffer);
    pool.release(buffers[4] as PoolBuffer);
    expect(called).toBe(1);
    expect(take(pool, MiB).bytes).toHaveLength(MiB);
  });

  it('gives out touched memory again before it takes new', () => {
    const { pool } = poolOf(64 * MiB);
    const first = take(pool, MiB);
    pool.release(first);
    expect(take(pool, MiB).bytes).toBe(first.bytes);
    expect(pool.held).toBe(4 * MiB);
  });

  it('takes memory for a lease with the first use, the piece freed last', () => {
    const { pool } = poolOf(8 * MiB);
    const leases = Array.from({ length: 8 }, () => pool.reserve(MiB) as Lease);
    expect(pool.reserve(MiB)).toBeUndefined();
    const places = new Set<string>();
    for (const lease of leases) {
      places.add(`${pool.bufferOf(lease.bytes)?.offset}`);
      pool.end(lease);
    }
    expect(places.size).toBe(1);
    expect(() => pool.end(leases[0] as Lease)).toThrow('twice');
    expect(() => leases[0]?.bytes).toThrow('after its release');
  });

  it('has the memory of every lease, whatever else was given and given up meanwhile', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 5 * MiB })), { maxLength: 80 }),
        (steps) => {
          const { pool } = poolOf(16 * MiB);
          const open: Lease[] = [];
          const used: Uint8Array[] = [];
          for (const [what, length] of steps) {
            const any = open[length % Math.max(1, open.length)];
            if (what < 2) {
              const lease = pool.reserve(length);
              if (lease !== undefined) open.push(lease);
            } else if (what === 2 && any !== undefined) {
              expect(any.bytes.length).toBeGreaterThan(0);
              any.bytes.fill(open.indexOf(any));
            } else if (any !== undefined) {
              open.splice(open.indexOf(any), 1);
              pool.end(any);
            }
            expect(pool.held).toBeLessThanOrEqual(16 * MiB);
          }
          for (const lease of open) used.push(lease.bytes);
          const ranges = used.map(({ buffer, byteOffset, length }) => ({
            buffer,
            from: byteOffset,
            to: byteOffset + length,
          }));
          for (const [i, a] of ranges.entries())
            for (const b of ranges.slice(i + 1))
              expect(a.buffer !== b.buffer || a.to <= b.from || b.to <= a.from).toBe(true);
          for (const lease of open) pool.end(lease);
          expect(pool.acquire(16 * MiB)?.bytes).toHaveLength(16 * MiB);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('uses the memory of one size for another when that one is done', () => {
    const { pool } = poolOf(8 * MiB);
    const small = Array.from({ length: 512 }, () => take(pool, 16 * KiB));
    expect(pool.acquire(4 * MiB)).toBeUndefined();
    for (const buffer of small) pool.release(buffer);
    const large = [take(pool, 4 * MiB), take(pool, 4 * MiB)];
    expect(pool.held).toBe(8 * MiB);
    for (const buffer of large) pool.release(buffer);
    expect(take(pool, 8 * MiB).bytes).toHaveLength(8 * MiB);
  });

  it('gives one buffer even when a piece is larger than the limit', () => {
    const { pool } = poolOf(16 * MiB);
    const huge = take(pool, 32 * MiB);
    expect(pool.acquire(16 * KiB)).toBeUndefined();
    pool.release(huge);
    expect(pool.held).toBe(0);
    expect(take(pool, 16 * KiB).bytes).toHaveLength(16 * KiB);
  });

  it('keeps a buffer until its last hold is let go, and knows whose a view is', () => {
    const { pool } = poolOf(4 * MiB);
    const buffer = take(pool, 4 * MiB);
    buffer.holds++;
    expect(pool.bufferOf(buffer.bytes.subarray(100, 200))).toBe(buffer);
    pool.release(buffer);
    expect(pool.acquire(4 * MiB)).toBeUndefined();
    pool.release(buffer);
    expect(pool.bufferOf(buffer.bytes)).toBeUndefined();
    expect(pool.bufferOf(new Uint8Array(4))).toBeUndefined();
    expect(() => pool.release(buffer)).toThrow('twice');
  });

  it('gives memory back to the system after half a minute of idleness, and tells', async () => {
    const { pool, scheduler } = poolOf(64 * MiB);
    const dropped: SharedArrayBuffer[] = [];
    pool.onDropped = (memory) => dropped.push(memory);
    const busy = take(pool, 4 * MiB);
    const idle = [take(pool, 4 * MiB), take(pool, 4 * MiB)];
    for (const buffer of idle) pool.release(buffer);
    await scheduler.pass(20_000);
    expect(pool.held).toBe(12 * MiB);
    await scheduler.pass(40_000);
    expect(pool.held).toBe(4 * MiB);
    expect(dropped).toHaveLength(2);
    pool.release(busy);
    await scheduler.pass(60_000);
    expect(pool.held).toBe(0);
    expect(scheduler.waiting).toBe(0);
  });

  it('shrinks to a smaller limit as buffers come back', () => {
    const { pool } = poolOf(64 * MiB);
    const buffers = Array.from({ length: 4 }, () => take(pool, 4 * MiB));
    pool.setLimit(8 * MiB);
    expect(pool.held).toBe(16 * MiB);
    for (const buffer of buffers) pool.release(buffer);
    expect(pool.held).toBe(8 * MiB);
  });
});
