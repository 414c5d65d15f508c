import { beforeEach, describe, expect, it } from 'vitest';
import { fault, ok } from '../../../engine/core/result.ts';
import {
  type Behaviour,
  Bench,
  eventsOf,
  fine,
  idOf,
  refuses,
  unreachable,
} from './scripted-trackers.ts';

const MINUTE = 60_000;
const id = idOf(1);
const url = (name: string): string => `http://${name}/announce`;

describe('trackers', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
    bench.names('a', 'b', 'c', 'd');
  });
  const hears = (count: number) =>
    bench.world.until(() => bench.heard.length >= count, 24 * 60 * MINUTE);
  const snapshot = (name: string) =>
    bench.service.snapshot(id).find((tracker) => tracker.url === url(name));

  const run = (tiers: readonly (readonly string[])[], isPrivate = false): void => {
    bench.service.add(id, { tiers: tiers.map((tier) => tier.map(url)), private: isPrivate });
    bench.service.start(id);
  };

  it('announces the start, then at the interval and never before it, then the stop', async () => {
    run([['a']]);
    await hears(3);
    bench.service.stop(id);
    await hears(4);
    expect(eventsOf(bench.heard)).toEqual(['a started', 'a -', 'a -', 'a stopped']);
    const [first, second] = bench.heard;
    const gap = (second?.at ?? 0) - (first?.at ?? 0);
    expect(gap).toBeGreaterThanOrEqual(30 * MINUTE);
    expect(gap).toBeLessThan(33.1 * MINUTE);
    expect(bench.heard[3]?.announce).toMatchObject({
      numWant: 0,
      port: 6881,
      left: 3,
      uploaded: 0,
      downloaded: 0,
      key: 7,
    });
    await bench.world.pass(5 * 60 * MINUTE);
    expect(bench.heard).toHaveLength(4);
  });

  it('counts bytes from the start, not from ever', async () => {
    bench.facts.set(id, { uploaded: 5_000, downloaded: 7_000, left: 10, wantPeers: 5 });
    run([['a']]);
    await hears(1);
    bench.facts.set(id, { uploaded: 5_300, downloaded: 7_010, left: 0, wantPeers: 5 });
    await hears(2);
    expect(bench.heard[0]?.announce).toMatchObject({ uploaded: 0, downloaded: 0, left: 10 });
    expect(bench.heard[1]?.announce).toMatchObject({ uploaded: 300, downloaded: 10, left: 0 });
    bench.service.stop(id);
    await bench.world.pass(1_000);
    bench.service.start(id);
    await bench.world.pass(1_000);
    expect(bench.heard.at(-1)?.announce).toMatchObject({ event: 'started', uploaded: 0 });
  });

  it('says completed once, to trackers that heard the start, and not when the start was complete already', async () => {
    run([['a']]);
    await hears(1);
    await bench.world.pass(1_000);
    bench.facts.set(id, { uploaded: 0, downloaded: 9, left: 0, wantPeers: 0 });
    bench.service.completed(id);
    await hears(3);
    bench.service.stop(id);
    await bench.world.pass(1_000);
    bench.service.start(id);
    await hears(6);
    expect(eventsOf(bench.heard)).toEqual([
      'a started',
      'a completed',
      'a -',
      'a stopped',
      'a started',
      'a -',
    ]);
  });

  it('says completed also when the torrent finished while the start was on its way', async () => {
    run([['a']]);
    await hears(1);
    bench.facts.set(id, { uploaded: 0, downloaded: 9, left: 0, wantPeers: 0 });
    bench.service.completed(id);
    await hears(2);
    expect(eventsOf(bench.heard)).toEqual(['a started', 'a completed']);
  });

  it('goes through a tier at once when its trackers fail, and promotes the one that answers', async () => {
    for (const name of ['a', 'b', 'c']) bench.behaviours.set(name, refuses);
    run([['a', 'b', 'c', 'd']]);
    await bench.world.until(() => eventsOf(bench.heard).includes('d started'), MINUTE);
    expect(bench.world.now).toBeLessThan(5_000);
    await bench.world.pass(1_000);
    const before = bench.heard.length;
    await hears(before + 1);
    expect(eventsOf(bench.heard).at(-1)).toBe('d -');
    await bench.world.pass(1_000);
    expect(snapshot('d')).toMatchObject({
      state: 'working',
      failures: 0,
      seeds: 1,
      leechers: 2,
      message: '',
    });
  });

  it('shuffles each tier', async () => {
    const orders = new Set<string>();
    for (let seed = 0; seed < 30; seed++) {
      bench.behaviours.set('a', refuses).set('b', refuses).set('c', refuses);
      const other = idOf(100 + seed);
      bench.service.add(other, { tiers: [['a', 'b', 'c'].map(url)], private: false });
      bench.service.start(other);
      await bench.world.until(
        () => bench.heard.filter((heard) => heard.id === other).length >= 3,
        MINUTE,
      );
      orders.add(eventsOf(bench.heard.filter((heard) => heard.id === other).slice(0, 3)).join());
    }
    expect(orders.size).toBeGreaterThan(3);
  });

  it('asks public tiers side by side, and private ones in order only when those before them fail', async () => {
    run([['a'], ['b']]);
    await hears(2);
    expect(eventsOf(bench.heard).sort()).toEqual(['a started', 'b started']);
    const other = new Bench();
    other.names('a', 'b', 'c');
    other.service.add(id, { tiers: [[url('a')], [url('b')], [url('c')]], private: true });
    other.service.start(id);
    await other.world.pass(10 * MINUTE);
    expect(eventsOf(other.heard)).toEqual(['a started']);
    const failing = new Bench();
    failing.names('a', 'b', 'c');
    failing.behaviours.set('a', refuses);
    failing.service.add(id, { tiers: [[url('a')], [url('b')], [url('c')]], private: true });
    failing.service.start(id);
    await failing.world.pass(40 * MINUTE);
    expect(eventsOf(failing.heard)).toEqual(['a started', 'b started', 'a started', 'b -']);
  });

  it('comes to the last tier however many before it hang', async () => {
    const patient = new Bench();
    const hanging = ['a', 'b', 'c', 'd', 'e'];
    patient.names(...hanging, 'good');
    for (const name of hanging) patient.behaviours.set(name, () => 'hang');
    const tiers = [['a', 'b'], ['c'], ['d', 'e'], ['good']].map((tier) => tier.map(url));
    patient.service.add(id, { tiers, private: true });
    patient.service.start(id);
    await patient.world.pass(hanging.length * 20_000 + 5_000);
    expect(eventsOf(patient.heard).filter((event) => event === 'good started')).toHaveLength(1);
    expect(patient.heard).toHaveLength(hanging.length + 1);
  });

  it.each([
    ['hangs', () => 'hang', 'no answer'],
    ['cannot be reached', unreachable, 'cannot be reached'],
    ['refuses', refuses, 'does not know this torrent'],
  ] as const)(
    'backs off from a tracker that %s, doubling, and says why',
    async (_what, behaviour, words) => {
      bench.behaviours.set('a', behaviour as Behaviour);
      run([['a']]);
      await hears(5);
      const gaps = bench.heard.slice(1).map((heard, i) => heard.at - (bench.heard[i]?.at ?? 0));
      for (let i = 1; i < gaps.length; i++) expect(gaps[i]).toBeGreaterThan(gaps[i - 1] as number);
      await bench.world.pass(25_000);
      expect(snapshot('a')).toMatchObject({ state: 'failing', failures: 5 });
      expect(snapshot('a')?.message).toContain(words);
      expect(snapshot('a')?.nextAnnounce).toBeGreaterThan(0);
      await bench.world.pass(24 * 60 * MINUTE);
      const late = bench.heard.slice(-2).map(({ at }) => at) as [number, number];
      expect(late[1] - late[0]).toBeLessThan(80 * MINUTE);
      bench.behaviours.delete('a');
      await bench.world.pass(80 * MINUTE);
      expect(snapshot('a')).toMatchObject({ state: 'working', failures: 0, message: '' });
    },
  );

  it('waits as long as the tracker asks in a failure, even for ever (BEP 31)', async () => {
    bench.behaviours.set('a', ({ url: at }) => ({
      ...fault('tracker-refused', at, 'full'),
      retryMs: 7 * MINUTE,
    }));
    bench.behaviours.set('b', ({ url: at }) => ({
      ...fault('tracker-refused', at, 'banned'),
      retryMs: Infinity,
    }));
    run([['a'], ['b']]);
    await hears(3);
    expect(bench.heard[2]?.at).toBeGreaterThan(7 * MINUTE);
    expect(eventsOf(bench.heard.slice(2))).toEqual(['a started']);
    expect(snapshot('b')).toMatchObject({ state: 'off', nextAnnounce: 0, message: 'banned' });
    bench.service.announceNow(id);
    await bench.world.pass(5_000);
    expect(eventsOf(bench.heard)).toContain('b started');
  });

  it('holds a forced announce to the min interval', async () => {
    bench.behaviours.set('a', () => ok({ ...fine, minInterval: 300 }));
    run([['a']]);
    await hears(1);
    await bench.world.pass(1_000);
    for (let i = 0; i < 10; i++) bench.service.announceNow(id);
    await bench.world.pass(4 * MINUTE);
    expect(bench.heard).toHaveLength(1);
    await bench.world.pass(2 * MINUTE);
    expect(bench.heard).toHaveLength(2);
  });

  it.each([0, -5, 1e300, Number.NaN, 3])('clamps an interval of %d', async (interval) => {
    bench.behaviours.set('a', () => ok({ ...fine, interval }));
    run([['a']]);
    await hears(2);
    const gap = (bench.heard[1]?.at ?? 0) - (bench.heard[0]?.at ?? 0);
    expect(gap).toBeGreaterThanOrEqual(MINUTE);
    expect(gap).toBeLessThan(5 * 60 * MINUTE);
  });

  it('announces from both address families, and lets one rest that fails while the other works', async () => {
    bench.world.names.set('a', ['9.9.9.9', '2a00::9']);
    bench.behaviours.set('a', (heard) => (heard.family === 6 ? unreachable(heard) : ok(fine)));
    run([['a']]);
    await bench.world.pass(1_000);
    expect(bench.heard.map(({ family }) => family)).toEqual([4, 6]);
    expect(snapshot('a')?.state).toBe('working');
    bench.service.completed(id);
    await bench.world.pass(1_000);
    expect(bench.heard.map(({ family }) => family)).toEqual([4, 6, 4]);
  });

  it('hands on the peers of both families, the id of the tracker, and how it sees us', async () => {
    bench.world.names.set('a', ['9.9.9.9', '2a00::9']);
    bench.behaviours.set('a', ({ family }) =>
      ok({
        ...fine,
        peers: [{ host: family === 4 ? '1.1.1.1' : '2a00::1', port: 5 }],
        trackerId: Uint8Array.of(4),
        externalIp: '5.5.5.5',
      }),
    );
    run([['a']]);
    await hears(4);
    expect(bench.peers.sort()).toEqual([`${id} 1.1.1.1:5`, `${id} 2a00::1:5`]);
    expect(bench.external).toContain('5.5.5.5');
    expect(bench.heard[0]?.announce.trackerId).toBeUndefined();
    expect(bench.heard[2]?.announce.trackerId).toEqual(Uint8Array.of(4));
  });

  it('tells the trackers that were taken away, asks the new ones, and leaves the rest in peace', async () => {
    run([['a'], ['b']]);
    await bench.world.pass(1_000);
    bench.service.setTiers(id, { tiers: [[url('b')], [url('c'), url('c')]], private: false });
    await bench.world.pass(5_000);
    expect(eventsOf(bench.heard).sort()).toEqual([
      'a started',
      'a stopped',
      'b started',
      'c started',
    ]);
    expect(bench.service.snapshot(id).map((tracker) => [tracker.url, tracker.tier])).toEqual([
      [url('b'), 0],
      [url('c'), 1],
    ]);
  });

  it('sends a start only after the stop before it has arrived', async () => {
    run([['a']]);
    await bench.world.pass(1_000);
    bench.service.stop(id);
    bench.service.start(id);
    await bench.world.pass(2_000);
    expect(eventsOf(bench.heard)).toEqual(['a started', 'a stopped', 'a started']);
    expect((bench.heard[2]?.at ?? 0) - (bench.heard[1]?.at ?? 0)).toBeGreaterThanOrEqual(50);
  });

  it('forgets a torrent that was removed, and says goodbye for it', async () => {
    run([['a'], ['b']]);
    bench.behaviours.set('b', unreachable);
    await bench.world.pass(1_000);
    bench.service.remove(id);
    await bench.world.pass(48 * 60 * MINUTE);
    expect(eventsOf(bench.heard).filter((event) => event.startsWith('a'))).toEqual([
      'a started',
      'a stopped',
    ]);
    expect(bench.service.snapshot(id)).toEqual([]);
  });

  it('quits in three seconds at the most, and at once when all have answered', async () => {
    run([['a'], ['b']]);
    await bench.world.pass(1_000);
    bench.behaviours.set('b', () => 'hang');
    const start = bench.world.now;
    await bench.world.settle(bench.service.close(3_000));
    expect(bench.world.now - start).toBeLessThanOrEqual(3_000);
    const quick = new Bench();
    quick.names('a');
    quick.service.add(id, { tiers: [[url('a')]], private: false });
    quick.service.start(id);
    await quick.world.pass(1_000);
    const before = quick.world.now;
    await quick.world.settle(quick.service.close(3_000));
    expect(quick.world.now - before).toBeLessThan(200);
  });

  it('announces everything again after a change of the network, within 30 s, whatever had failed', async () => {
    for (let i = 0; i < 200; i++) {
      bench.service.add(idOf(i + 10), { tiers: [[url(i % 2 === 0 ? 'a' : 'b')]], private: false });
      bench.service.start(idOf(i + 10));
    }
    bench.behaviours.set('b', unreachable);
    await bench.world.pass(20 * MINUTE);
    bench.behaviours.delete('b');
    bench.service.networkChanged();
    await bench.world.pass(30_000);
    expect(new Set(bench.heard.map((heard) => heard.id)).size).toBe(200);
  });

  it('tells of a new port at once', async () => {
    run([['a']]);
    await bench.world.pass(1_000);
    bench.service.setPort(7000);
    await bench.world.pass(1_000);
    expect(bench.heard.map(({ announce }) => announce.port)).toEqual([6881, 7000]);
  });
});

describe('two thousand torrents', () => {
  const names = Array.from({ length: 10 }, (_, i) => `t${i}`);
  const make = (): Bench => {
    const bench = new Bench();
    bench.names(...names);
    for (let i = 0; i < 2_000; i++) {
      const tiers = [0, 1, 2].map((tier) => [url(names[(i + tier * 3) % 10] as string)]);
      bench.service.add(idOf(i), { tiers, private: false });
    }
    return bench;
  };

  it('make no burst: 50 in flight at the most, 100 a second at the most, all told within minutes', async () => {
    const bench = make();
    for (let i = 0; i < 2_000; i++) bench.service.start(idOf(i));
    await bench.world.pass(2 * MINUTE);
    expect(bench.heard).toHaveLength(6_000);
    expect(bench.mostInFlight).toBeLessThanOrEqual(50);
    const perSecond = new Map<number, number>();
    for (const { at } of bench.heard)
      perSecond.set(Math.floor(at / 1000), (perSecond.get(Math.floor(at / 1000)) ?? 0) + 1);
    expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(102);
    const before = bench.heard.length;
    await bench.world.pass(40 * MINUTE);
    const later = bench.heard.slice(before).map(({ at }) => Math.floor(at / 10_000));
    const slots = new Map<number, number>();
    for (const slot of later) slots.set(slot, (slots.get(slot) ?? 0) + 1);
    const busiest = Math.max(...slots.values());
    expect(busiest).toBeLessThan(1_000);
  });

  it('are not held up by trackers that hang', async () => {
    const bench = make();
    for (const name of names.slice(0, 8)) bench.behaviours.set(name, () => 'hang');
    for (let i = 0; i < 2_000; i++) bench.service.start(idOf(i));
    await bench.world.pass(5 * MINUTE);
    const reached = new Set(
      bench.heard
        .filter(({ url: at }) => at.includes('t8') || at.includes('t9'))
        .map((heard) => heard.id),
    );
    expect(reached.size).toBe(1_200);
    expect(bench.mostInFlight).toBeLessThanOrEqual(50);
  });

  it('are scraped together while they do not run', async () => {
    const bench = make();
    await bench.world.pass(2 * MINUTE);
    expect(bench.heard).toEqual([]);
    expect(bench.scrapes.length).toBeLessThanOrEqual(6_000 / 50 + 10);
    expect(bench.scrapes.every(({ hashes }) => hashes.length <= 50)).toBe(true);
    expect(bench.service.snapshot(idOf(5))[0]).toMatchObject({
      seeds: 7,
      leechers: 8,
      downloads: 9,
      state: 'off',
    });
    bench.scraped = () => fault('tracker-refused', 'x', 'no scrapes here');
    const before = bench.scrapes.length;
    await bench.world.pass(24 * 60 * MINUTE);
    expect(bench.scrapes.length - before).toBeLessThan(100);
  });
});
