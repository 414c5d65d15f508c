import { afterEach, describe, expect, it } from 'vitest';
import type { QueueMove, TorrentSnapshot } from '../../engine/api/index.ts';
import type { EngineSettings } from '../../engine/settings/schema.ts';
import { Node } from './swarm/node.ts';
import { MiB, makeTorrent, type SimTorrent } from './swarm/torrent.ts';
import { World } from './world/world.ts';

const names = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
const things = names.map((name) => makeTorrent({ name, content: 8 * MiB }));

/** A machine with the queue, and one that seeds all there is. */
class Pair {
  readonly world = new World({ seed: 1, keepTrace: 0 });
  readonly giver: Node;
  readonly taker: Node;

  constructor(settings: Partial<EngineSettings>) {
    const [first] = things as [SimTorrent];
    this.giver = new Node(this.world, first, {
      name: 'giver',
      settings: { maxActiveDownloads: 0 },
    });
    this.taker = new Node(this.world, first, { name: 'taker', downRate: 1e6, settings });
  }

  async begin(): Promise<void> {
    await this.giver.start();
    await this.taker.start();
    for (const thing of things) {
      this.giver.fill(thing);
      await this.giver.add(thing);
      await this.taker.add(thing);
    }
    await this.world.pass(1_000);
  }

  /** Whoever runs learns of the giver. */
  async meet(): Promise<void> {
    for (const thing of things)
      if ((await this.row(thing)).state === 'downloading')
        await this.taker.meets(thing, [this.giver]);
  }

  row(thing: SimTorrent): Promise<TorrentSnapshot> {
    return this.taker.row(thing);
  }

  async states(): Promise<string> {
    const rows = await Promise.all(things.map((thing) => this.row(thing)));
    return rows.map((row) => row.state[0]).join('');
  }

  async order(): Promise<string> {
    const rows = await Promise.all(things.map((thing) => this.row(thing)));
    return rows
      .sort((a, b) => a.queuePosition - b.queuePosition)
      .map((row) => row.name)
      .join('');
  }

  async move(which: readonly number[], to: QueueMove): Promise<void> {
    const ids = which.map((index) => (things[index] as SimTorrent).info.infoHash);
    const moved = await this.world.settle(this.taker.engine.moveInQueue(ids, to));
    expect(moved.ok).toBe(true);
    await this.world.pass(100);
  }

  async end(): Promise<void> {
    for (const node of [this.giver, this.taker]) if (node.isRunning) await node.stop();
  }
}

describe('the queue of a session', () => {
  let pair: Pair;
  afterEach(() => pair.end());

  it('lets as many download as it may, then the next, until all are complete', async () => {
    pair = new Pair({ maxActiveDownloads: 2 });
    await pair.begin();
    expect(await pair.states()).toBe('ddqqqq');
    expect((await pair.row(things[2] as SimTorrent)).queuedBy).toBe('downloads');
    let most = 0;
    let idle = 0;
    for (let second = 0; second < 120; second++) {
      await pair.meet();
      await pair.world.pass(1_000);
      const states = await pair.states();
      const running = [...states].filter((state) => state === 'd').length;
      most = Math.max(most, running);
      if (running < 2 && states.includes('q')) idle++;
      if (states === 'ssssss') break;
    }
    expect(await pair.states()).toBe('ssssss');
    expect(most).toBe(2);
    // A slot is given on with the next beat.
    expect(idle).toBeLessThanOrEqual(1);
    const completed = pair.taker.news.filter((news) => news.kind === 'completed');
    expect(completed.length).toBe(names.length);
  });

  it('keeps its order and who is forced over a restart, and over a crash', async () => {
    pair = new Pair({ maxActiveDownloads: 1 });
    await pair.begin();
    await pair.move([5, 3], 'top');
    await pair.move([0], 'down');
    expect(await pair.order()).toBe('dfbace');
    const forced = [(things[4] as SimTorrent).info.infoHash];
    await pair.world.settle(pair.taker.engine.setForced(forced, true));
    await pair.taker.stop();
    await pair.taker.start();
    await pair.world.pass(1_000);
    expect(await pair.order()).toBe('dfbace');
    expect(await pair.states()).toBe('qqqddq');
    await pair.move([1], { position: 1 });
    pair.taker.crash();
    await pair.taker.start();
    await pair.world.pass(1_000);
    expect(await pair.order()).toBe('bdface');
    expect(await pair.states()).toBe('qdqqdq');
  });

  it('gives the slot of one that finds nobody to the next, and leaves that one running', async () => {
    pair = new Pair({ maxActiveDownloads: 1, queueIdleSeconds: 30 });
    await pair.begin();
    await pair.world.pass(20_000);
    expect(await pair.states()).toBe('dqqqqq');
    await pair.world.pass(11_000);
    expect(await pair.states()).toBe('ddqqqq');
  });

  it('sees that data was there already before it queues a torrent as a download', async () => {
    pair = new Pair({ maxActiveDownloads: 1 });
    pair.taker.fill(things[3] as SimTorrent);
    await pair.begin();
    await pair.world.pass(5_000);
    expect(await pair.states()).toBe('dqqsqq');
  });

  it('a paused one gives its slot on, and gets one again in its place', async () => {
    pair = new Pair({ maxActiveDownloads: 2 });
    await pair.begin();
    const first = [(things[0] as SimTorrent).info.infoHash];
    await pair.world.settle(pair.taker.engine.pause(first));
    await pair.world.pass(100);
    expect(await pair.states()).toBe('pddqqq');
    await pair.world.settle(pair.taker.engine.resume(first));
    await pair.world.pass(100);
    expect(await pair.states()).toBe('ddqqqq');
  });

  it('limits set while it runs act at once', async () => {
    pair = new Pair({ maxActiveDownloads: 1 });
    await pair.begin();
    await pair.taker.set({ maxActiveDownloads: 4 });
    await pair.world.pass(100);
    expect(await pair.states()).toBe('ddddqq');
    await pair.taker.set({ maxActive: 3 });
    await pair.world.pass(100);
    expect(await pair.states()).toBe('dddqqq');
    expect((await pair.row(things[3] as SimTorrent)).queuedBy).toBe('active');
  });
});
