import { expect, it } from 'vitest';
import { generatedContent } from '../../sim/fakes/content.ts';
import { FakeDisk } from '../../sim/fakes/disk.ts';
import { sampledDigest } from '../../sim/fakes/hasher.ts';
import { Scheduler } from '../../sim/world/scheduler.ts';
import { expectBytes, KiB, value } from './rig.ts';

const MiB = 1024 * KiB;
const content = generatedContent(7);

const generated = (offset: number, length: number): Uint8Array => {
  const bytes = new Uint8Array(length);
  content('/r/f', offset, bytes);
  return bytes;
};

function makeDisk(): FakeDisk {
  const disk = new FakeDisk(new Scheduler().clock(), content);
  disk.makeFolder('/r');
  return disk;
}

it('generated content is the same in any slices, and differs from block to block', () => {
  const whole = generated(0, 100 * KiB);
  for (const [from, to] of [
    [0, 5],
    [3, 20_000],
    [16_384, 16_385],
    [70_000, 100 * KiB],
  ] as const) {
    expectBytes(generated(from, to - from), whole.subarray(from, to));
  }
  const digests = Array.from({ length: 200 }, (_, i) =>
    Buffer.from(sampledDigest(generated(i * 16 * KiB, 16 * KiB))).toString('hex'),
  );
  expect(new Set(digests).size).toBe(200);
});

it('a disk of generated content holds a seed of any size without memory', async () => {
  const disk = makeDisk();
  disk.seed('/r/f', 3 * 1024 * MiB + 5);
  const file = value(await disk.mount().open('/r', '/r/f', 'read'));
  const into = new Uint8Array(100_000);
  expect(value(await file.read(into, 2 * 1024 * MiB + 77))).toBe(100_000);
  expectBytes(into, generated(2 * 1024 * MiB + 77, 100_000));
  expect(value(await file.read(into, 3 * 1024 * MiB))).toBe(5);
  expect(disk.memory).toBe(0);
  await file.close();
});

it('it takes what is downloaded without memory, and keeps what is wrong', async () => {
  const disk = makeDisk();
  const file = value(await disk.mount().open('/r', '/r/f', 'write'));
  value(await file.truncate(8 * MiB));
  value(await file.write([generated(MiB, MiB), generated(2 * MiB, MiB)], MiB));
  expect(disk.memory).toBe(0);
  const wrong = generated(4 * MiB, 16 * KiB);
  wrong[3] = (wrong[3] as number) ^ 1;
  value(await file.write([wrong], 4 * MiB));
  expect(disk.memory).toBe(16 * KiB);
  const into = new Uint8Array(8 * MiB);
  value(await file.read(into, 0));
  expectBytes(into.subarray(0, MiB), new Uint8Array(MiB));
  expectBytes(into.subarray(MiB, 3 * MiB), generated(MiB, 2 * MiB));
  expectBytes(into.subarray(4 * MiB, 4 * MiB + 16 * KiB), wrong);
  await file.close();
});

it('bandwidth and latency take virtual time', async () => {
  const scheduler = new Scheduler();
  const disk = new FakeDisk(scheduler.clock());
  disk.makeFolder('/r');
  const file = value(await disk.mount().open('/r', '/r/f', 'write'));
  disk.knobs.bandwidth = 1_000_000;
  disk.knobs.latencyMs = 5;
  const writes = [0, 1, 2].map((i) => file.write([new Uint8Array(100_000)], i * 100_000));
  await scheduler.settle(Promise.all(writes));
  expect(scheduler.now).toBeCloseTo(305);
  await file.close();
});
