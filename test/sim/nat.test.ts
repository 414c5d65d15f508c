import { describe, expect, it } from 'vitest';
import { PORT } from './swarm/node.ts';
import { Swarm } from './swarm/swarm.ts';
import { SimRouter } from './world/portmap.ts';

const MiB = 1024 * 1024;
const MINUTE = 60_000;

/** A seed and a leecher that nobody can connect to, the seed behind a router that maps ports. */
async function play(router: SimRouter | undefined) {
  const swarm = new Swarm({ content: 4 * MiB, trackers: ['http://tracker.example/announce'] });
  const tracker = swarm.tracker('tracker.example');
  const seed = await swarm.seed({ firewalled: true, settings: { portMapping: false } });
  seed.host.router = router;
  await seed.set({ portMapping: true });
  await swarm.world.pass(MINUTE);
  const leecher = await swarm.leecher({ firewalled: true });
  return { swarm, tracker, seed, leecher };
}

describe('a seed behind a router', () => {
  it('is found at the port that the router gave, and its port is called open', async () => {
    const router = new SimRouter();
    router.taken.add(PORT);
    const { swarm, tracker, seed, leecher } = await play(router);
    expect(await swarm.complete([leecher], 5 * MINUTE)).toBeLessThan(5 * MINUTE);
    expect(tracker.members.get(seed.address)?.port).toBe(PORT + 1_000);
    const status = await swarm.world.settle(seed.engine.status());
    expect(status.ok && status.value).toMatchObject({
      listenPort: PORT,
      portState: 'open',
      portMap: { state: 'mapped', externalPort: PORT + 1_000 },
    });
    expect(router.table.size).toBe(2);
    await swarm.end();
    expect(router.table.size).toBe(0);
  });

  it('is not reached where no router maps its port', async () => {
    const { swarm, leecher } = await play(undefined);
    expect(await swarm.complete([leecher], 10 * MINUTE)).toBeNaN();
    await swarm.end();
  });

  it('that moves to another network is reached again within half a minute', async () => {
    const router = new SimRouter();
    const { swarm, tracker, seed, leecher } = await play(router);
    await swarm.complete([leecher], 5 * MINUTE);
    const next = new SimRouter({ methods: ['upnp'], address: '10.0.0.1' });
    next.taken.add(PORT);
    seed.host.router = next;
    swarm.world.readdress(seed.host, ['45.45.45.45']);
    const back = (): boolean => tracker.members.get('45.45.45.45')?.port === PORT + 1_000;
    expect(await swarm.world.until(back, MINUTE / 2)).toBe(true);
    const late = await swarm.leecher({ firewalled: true });
    expect(await swarm.complete([late], 5 * MINUTE)).toBeLessThan(5 * MINUTE);
    await swarm.end();
  });
});
