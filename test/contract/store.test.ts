import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeClock } from '../../engine/node/clock/clock.ts';
import { openStore } from '../../engine/node/store/store.ts';
import type { Store, StoreCode } from '../../engine/ports/store.ts';
import { FakeProfile } from '../sim/fakes/store.ts';
import { allTorrents, hashOf, progressOf, torrentOf } from './rigs/stored.ts';

interface Rig {
  open(): Promise<Store>;
  end(): void;
}

const trouble: [StoreCode, string][] = [];
const events = {
  trouble: (code: StoreCode, message: string): void => void trouble.push([code, message]),
};

function realRig(): Rig {
  const profile = mkdtempSync(join(tmpdir(), 'skein-store-'));
  return {
    async open() {
      const store = await openStore(profile, events);
      if (!store.ok) throw new Error(store.message);
      return store.value;
    },
    end: () => rmSync(profile, { recursive: true }),
  };
}

function fakeRig(): Rig {
  const profile = new FakeProfile(nodeClock);
  return { open: async () => profile.open(events), end: () => undefined };
}

describe.each([
  ['in memory', fakeRig],
  ['over SQLite', realRig],
] as const)('the store %s', (_name, makeRig) => {
  let rig: Rig;
  let store: Store;

  beforeEach(async () => {
    trouble.length = 0;
    rig = makeRig();
    store = await rig.open();
  });

  afterEach(async () => {
    await store.close();
    rig.end();
    expect(trouble).toEqual([]);
  });

  const torrents = async (): ReturnType<typeof load> => load(store);
  const load = async (from: Store) => {
    const loaded = await allTorrents(from);
    if (!loaded.ok) throw new Error(loaded.message);
    return loaded.value;
  };

  const reopen = async (): Promise<void> => {
    await store.close();
    store = await rig.open();
  };

  it('gives back after a restart what was added, to the last bit, in queue order', async () => {
    const second = torrentOf(2, { magnet: 'magnet:?xt=x', metainfo: undefined, intent: 'paused' });
    const first = torrentOf(1, {
      progress: progressOf({ completedAt: 1_700_000_000_123, sentAtMs: 9 }),
    });
    expect(await store.addTorrent(second)).toEqual({ ok: true, value: undefined });
    expect(await store.addTorrent(first)).toEqual({ ok: true, value: undefined });
    await reopen();
    expect(await torrents()).toEqual([first, second]);
  });

  it('tells where all stand without reading them, and reads those that are asked for, in that order', async () => {
    const removed = { at: 1_700_000_000_000, trash: true };
    await store.addTorrent(torrentOf(3, { options: { category: '"removed"' } }));
    await store.addTorrent(torrentOf(1));
    await store.addTorrent(torrentOf(2, { options: { removed } }));
    await reopen();
    expect(await store.loadPlaces()).toEqual({
      ok: true,
      value: [1, 2, 3].map((n) => ({
        infoHash: hashOf(n),
        queuePosition: n,
        removed: n === 2 ? removed : undefined,
      })),
    });
    const some = await store.loadTorrents([hashOf(3), hashOf(9), hashOf(1)]);
    expect(some.ok && some.value.map(({ name }) => name)).toEqual([
      torrentOf(3).name,
      torrentOf(1).name,
    ]);
    expect(await store.loadTorrents([])).toEqual({ ok: true, value: [] });
  });

  it('changes many torrents and values in one commit, and passes over those that are gone', async () => {
    await store.addTorrent(torrentOf(1));
    await store.addTorrent(torrentOf(2));
    const changes = new Map([
      [hashOf(1), { queuePosition: -1_048_576, options: { category: 'films/4k' } }],
      [hashOf(2), { intent: 'paused' as const }],
      [hashOf(3), { queuePosition: 7 }],
    ]);
    expect((await store.updateTorrents(changes, new Map([['organise.tags', ['a']]]))).ok).toBe(
      true,
    );
    await reopen();
    expect(await torrents()).toEqual([
      torrentOf(1, { queuePosition: -1_048_576, options: { category: 'films/4k' } }),
      torrentOf(2, { intent: 'paused' }),
    ]);
    const values = await store.loadValues();
    expect(values.ok && values.value.get('organise.tags')).toEqual(['a']);
  });

  it('refuses a torrent that is there, and keeps the first', async () => {
    await store.addTorrent(torrentOf(1));
    expect(await store.addTorrent(torrentOf(1, { name: 'other' }))).toMatchObject({
      ok: false,
      code: 'store-duplicate',
    });
    await reopen();
    expect((await torrents()).map((torrent) => torrent.name)).toEqual([torrentOf(1).name]);
  });

  it('takes the metadata of a magnet', async () => {
    await store.addTorrent(torrentOf(1, { metainfo: undefined, magnet: 'magnet:?xt=x' }));
    await store.setMetainfo(hashOf(1), Uint8Array.of(1, 2, 3), 'its name');
    await reopen();
    expect((await torrents())[0]).toMatchObject({
      metainfo: Uint8Array.of(1, 2, 3),
      name: 'its name',
      magnet: 'magnet:?xt=x',
    });
  });

  it('changes what it is told to change and nothing else', async () => {
    const before = torrentOf(1);
    await store.addTorrent(before);
    const change = {
      intent: 'paused',
      savePath: '/elsewhere',
      queuePosition: 7,
      priorities: Uint8Array.of(7),
      options: { category: 'c', peers: ['1.2.3.4:5'] },
    } as const;
    await store.updateTorrent(hashOf(1), change);
    await reopen();
    expect((await torrents())[0]).toEqual({ ...before, ...change });
  });

  it('saves progress of many at once and passes over those that were removed', async () => {
    await store.addTorrent(torrentOf(1));
    await store.addTorrent(torrentOf(2));
    await store.removeTorrent(hashOf(2));
    const progress = progressOf({ have: Uint8Array.of(0xff), downloaded: 2 ** 50, clean: true });
    const batch = new Map([
      [hashOf(1), progress],
      [hashOf(2), progress],
    ]);
    expect((await store.saveProgress(batch)).ok).toBe(true);
    await reopen();
    expect(await torrents()).toEqual([torrentOf(1, { progress })]);
  });

  it('saves the same stamps again when others went before', async () => {
    await store.addTorrent(torrentOf(1));
    const stamps = [{ size: 1, mtimeMs: 2 }];
    for (const downloaded of [101, 102]) {
      await store.saveProgress(new Map([[hashOf(1), progressOf({ stamps, downloaded })]]));
    }
    await reopen();
    expect((await torrents())[0]?.progress).toMatchObject({ stamps, downloaded: 102 });
  });

  it('lets totals grow only', async () => {
    await store.addTorrent(torrentOf(1));
    const low = { downloaded: 1, uploaded: 60, wasted: 0, activeMs: 2_000, seedingMs: 0 };
    await store.saveProgress(new Map([[hashOf(1), progressOf(low)]]));
    await reopen();
    expect((await torrents())[0]?.progress).toMatchObject({
      downloaded: 100,
      uploaded: 60,
      wasted: 1,
      activeMs: 2_000,
      seedingMs: 10,
    });
  });

  it('forgets a removed torrent, which can then be added anew', async () => {
    await store.addTorrent(torrentOf(1));
    await store.removeTorrent(hashOf(1));
    expect(await torrents()).toEqual([]);
    const again = torrentOf(1, { progress: progressOf({ downloaded: 0 }) });
    expect((await store.addTorrent(again)).ok).toBe(true);
    await reopen();
    expect(await torrents()).toEqual([again]);
  });

  it('adds up what was moved by day and by torrent, and keeps it when a torrent is removed', async () => {
    const row = (day: string, n: number, downloaded: number, uploaded: number, name = `t${n}`) => ({
      day,
      infoHash: hashOf(n),
      name,
      downloaded,
      uploaded,
    });
    await store.addTorrent(torrentOf(1));
    await store.addTraffic([row('2026-03-29', 1, 10, 1), row('2026-03-29', 2, 3_000_000_000, 2)]);
    await store.addTraffic([row('2026-03-30', 1, 5, 0, 'renamed')]);
    await store.addTraffic([row('2026-03-29', 1, 0, 7, 'renamed')]);
    await store.removeTorrent(hashOf(1));
    await reopen();
    expect(await store.loadTraffic()).toEqual({
      ok: true,
      value: {
        days: [
          { day: '2026-03-29', downloaded: 3_000_000_010, uploaded: 10 },
          { day: '2026-03-30', downloaded: 5, uploaded: 0 },
        ],
        torrents: [
          { infoHash: hashOf(2), name: 't2', downloaded: 3_000_000_000, uploaded: 2 },
          { infoHash: hashOf(1), name: 'renamed', downloaded: 15, uploaded: 8 },
        ],
      },
    });
  });

  it('applies writes in the order of the calls', async () => {
    const writes = [store.addTorrent(torrentOf(1))];
    for (let i = 0; i < 50; i++) {
      writes.push(store.updateTorrent(hashOf(1), { name: `name ${i}` }));
    }
    writes.push(store.saveValues(new Map([['a', 1]])), store.saveValues(new Map([['a', 2]])));
    expect((await Promise.all(writes)).every((result) => result.ok)).toBe(true);
    await reopen();
    expect((await torrents())[0]?.name).toBe('name 49');
    expect(await store.loadValues()).toEqual({ ok: true, value: new Map([['a', 2]]) });
  });

  it('keeps values of every JSON kind, and deletes', async () => {
    const values = new Map<string, unknown>([
      ['settings.a', 1.5],
      ['b', 'text ☃'],
      ['c', [1, { d: null }]],
      ['e', false],
    ]);
    await store.saveValues(values);
    await store.saveValues(new Map([['b', undefined]]));
    await reopen();
    values.delete('b');
    expect(await store.loadValues()).toEqual({ ok: true, value: values });
  });

  it('ends what was asked before it closes', async () => {
    const added = Array.from({ length: 20 }, (_, n) => store.addTorrent(torrentOf(n)));
    await reopen();
    expect((await Promise.all(added)).every((result) => result.ok)).toBe(true);
    expect(await torrents()).toHaveLength(20);
  });
});
