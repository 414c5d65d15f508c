import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { endpointText } from '../../engine/core/endpoint.ts';
import type { InfoHash } from '../../engine/core/ids.ts';
import { createTrackers, type TrackerService } from '../../engine/discovery/trackers/index.ts';
import type { UdpMux } from '../../engine/discovery/udp/mux.ts';
import { openMux, realPorts } from '../contract/rigs/session-ports.ts';
import { startOpentracker, type Tracker } from '../support/clients/index.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { requirements } from '../support/requirements.ts';
import { until } from '../support/wait.ts';

const { missing } = requirements('opentracker');
const group = new ProcessGroup();
afterAll(() => group.close());

describe.skipIf(missing)(
  `announces and scrapes at opentracker${missing ? ` (${missing})` : ''}`,
  () => {
    let tracker: Tracker;
    const clients: { readonly service: TrackerService; readonly mux: UdpMux }[] = [];

    beforeAll(async () => {
      tracker = await startOpentracker({ group, dir: await group.tempDir('opentracker') });
    });
    afterEach(async () => {
      for (const { service, mux } of clients.splice(0)) {
        await service.close(3_000);
        mux.close();
      }
    });

    async function client(number: number, left: number) {
      const mux = await openMux('127.0.0.1');
      const found: string[] = [];
      const service = createTrackers(
        { ...realPorts, mux },
        {
          facts: () => ({ uploaded: 0, downloaded: 0, left, wantPeers: 50 }),
          peerId: () => new Uint8Array(20).fill(number),
          key: () => number,
          peersFound: (_id, peers) => found.push(...peers.map(endpointText)),
          externalAddress: () => undefined,
          answered: () => undefined,
          changed: () => undefined,
        },
        { userAgent: 'Skein/0.1.0' },
      );
      service.setPort(6000 + number);
      clients.push({ service, mux });
      return { service, found };
    }

    it.each(['httpUrl', 'udpUrl'] as const)(
      'finds the others, counts them and leaves (%s)',
      async (kind) => {
        const url = tracker[kind];
        const id = (kind === 'httpUrl' ? '1a' : '2b').repeat(20) as InfoHash;
        await tracker.allow(id);
        const seed = await client(1, 0);
        seed.service.add(id, { tiers: [[url]], private: false });
        seed.service.start(id);
        await until(() => seed.service.snapshot(id)[0]?.state === 'working', {
          timeout: 30_000,
          what: () => `the seed to be announced: ${JSON.stringify(seed.service.snapshot(id))}`,
        });
        const leech = await client(2, 1_000);
        leech.service.add(id, { tiers: [['http://127.0.0.1:9/announce'], [url]], private: true });
        leech.service.start(id);
        await until(() => leech.found.includes('127.0.0.1:6001'), {
          timeout: 30_000,
          what: 'the seed to be found',
        });
        expect(await tracker.counts(id)).toEqual({ complete: 1, incomplete: 1 });

        const watcher = await client(3, 0);
        watcher.service.add(id, { tiers: [[url]], private: false });
        await until(() => watcher.service.snapshot(id)[0]?.seeds === 1, {
          timeout: 20_000,
          what: 'the scrape',
        });
        expect(watcher.service.snapshot(id)[0]).toMatchObject({ seeds: 1, leechers: 1 });

        await leech.service.close(3_000);
        await until(async () => (await tracker.counts(id)).incomplete === 0, {
          what: 'the stop to arrive',
        });
        seed.service.completed(id);
        seed.service.remove(id);
        await until(async () => (await tracker.counts(id)).complete === 0, {
          what: 'the seed to be gone',
        });
      },
      60_000,
    );

    it('never has its list changed while it reads it, however many torrents are allowed at once', async () => {
      const dir = await group.tempDir('allowed');
      const own = await startOpentracker({ group, dir });
      const ids = Array.from({ length: 40 }, (_, i) => i.toString(16).padStart(40, '7'));
      const reader = await open(join(dir, 'whitelist.txt'));
      const before = await reader.readFile('utf8');
      await Promise.all(ids.map((id) => own.allow(id)));
      // Longer or shorter under its mapping: the one is missed, the other ends it with SIGBUS.
      const again = Buffer.alloc(before.length + 1);
      const { bytesRead } = await reader.read(again, 0, again.length, 0);
      await reader.close();
      expect(again.toString('utf8', 0, bytesRead)).toBe(before);
      expect(own.process.running).toBe(true);
      const after = await readFile(join(dir, 'whitelist.txt'), 'utf8');
      expect(new Set(after.split('\n').slice(1, -1))).toEqual(new Set(ids));
      await own.stop();
    });
  },
);
