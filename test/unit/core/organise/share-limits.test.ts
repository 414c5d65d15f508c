import { describe, expect, test } from 'vitest';
import { ratioOf } from '../../../../engine/core/organise/ratio.ts';
import {
  type EffectiveLimits,
  effectiveLimits,
  type ShareFacts,
  shareReached,
} from '../../../../engine/core/organise/share-limits.ts';

const none: EffectiveLimits = {
  ratio: 0,
  seedingMinutes: 0,
  idleMinutes: 0,
  action: 'pause',
  keepOnlySeed: false,
};
const facts: ShareFacts = { ratio: 1.5, seedingMs: 600_000, quietMs: 120_000, onlySeed: false };

describe('the ratio', () => {
  test.each([
    [300, 100, 100, 3],
    [300, 0, 100, 3],
    [300, 50, 100, 3],
    [300, 150, 100, 2],
    [0, 0, 0, 0],
    [300, 0, 0, 0],
  ])('%i sent, %i received, %i here: %d', (uploaded, downloaded, done, expected) => {
    expect(ratioOf(uploaded, downloaded, done)).toBe(expected);
  });
});

describe('share limits', () => {
  test.each<[Partial<EffectiveLimits>, string | undefined]>([
    [{}, undefined],
    [{ ratio: 1.5 }, 'ratio'],
    [{ ratio: 1.51 }, undefined],
    [{ seedingMinutes: 10 }, 'seeding-time'],
    [{ seedingMinutes: 11 }, undefined],
    [{ idleMinutes: 2 }, 'idle-time'],
    [{ idleMinutes: 3 }, undefined],
    [{ ratio: 9, idleMinutes: 1 }, 'idle-time'],
  ])('%o: %s', (limits, expected) => {
    expect(shareReached({ ...none, ...limits }, facts)).toBe(expected);
  });

  test('do not stop the only seed where that is wished', () => {
    const limits = { ...none, ratio: 1, keepOnlySeed: true };
    expect(shareReached(limits, { ...facts, onlySeed: true })).toBe(undefined);
    expect(shareReached(limits, facts)).toBe('ratio');
    expect(shareReached({ ...limits, keepOnlySeed: false }, { ...facts, onlySeed: true })).toBe(
      'ratio',
    );
  });

  test('come key by key from the torrent, its category, the settings', () => {
    expect(
      effectiveLimits(
        { ...none, ratio: 1, seedingMinutes: 60, action: 'remove' },
        { ratio: 2, idleMinutes: 5 },
        { ratio: 0, keepOnlySeed: true },
      ),
    ).toEqual({
      ratio: 0,
      seedingMinutes: 60,
      idleMinutes: 5,
      action: 'remove',
      keepOnlySeed: true,
    });
  });
});
