import { describe, expect, it } from 'vitest';
import type { InfoHash } from '../../engine/core/ids.ts';
import { DhtService } from '../../engine/discovery/dht/index.ts';
import { Lsd } from '../../engine/discovery/lsd/lsd.ts';
import { createTrackers } from '../../engine/discovery/trackers/index.ts';
import { nodeDht } from '../../engine/node/dht/dht.ts';
import { freePort } from '../support/ports.ts';
import { until } from '../support/wait.ts';
import { openMux, realPorts } from './rigs/session-ports.ts';

/** What would keep a process alive, by kind. */
const held = (): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) {
    if (/Timeout|UDP|TCP|GetAddrInfo/.test(kind)) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
};

describe('after the end of discovery', () => {
  it('no socket and no timer is left, whatever was under way', async () => {
    const port = await freePort('0.0.0.0');
    const mux = await openMux('127.0.0.1');
    const host = {
      facts: () => ({ uploaded: 0, downloaded: 0, left: 1, wantPeers: 1 }),
      peerId: () => new Uint8Array(20),
      key: () => 1,
      peersFound: () => undefined,
      externalAddress: () => undefined,
      answered: () => undefined,
      changed: () => undefined,
      isShort: () => false,
      save: () => undefined,
      peerFound: () => undefined,
    };
    const trackers = createTrackers({ ...realPorts, mux }, host, { userAgent: 'x' });
    const dht = new DhtService({ ...realPorts, dht: nodeDht, mux }, host, {
      saved: { id: 'ab'.repeat(20), nodes: ['127.0.0.1:9'] },
      routers: ['127.0.0.1:9'],
      readOnly: false,
      version: '0.1.0',
    });
    const lsd = new Lsd(realPorts, host, { listensAt: () => '127.0.0.1', port });
    trackers.setPort(5);
    dht.setPort(5);
    lsd.setPort(5);
    dht.start();
    await lsd.start();
    for (let i = 0; i < 20; i++) {
      const id = i.toString(16).padStart(40, '0') as InfoHash;
      const tiers = [
        ['udp://127.0.0.1:9/announce', 'http://127.0.0.1:9/announce'],
        ['http://192.0.2.77:9/announce'],
      ];
      trackers.add(id, { tiers, private: false });
      if (i % 2 === 0) trackers.start(id);
      dht.add(id);
      lsd.add(id);
    }
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(Object.values(held()).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(5);
    const start = performance.now();
    lsd.close();
    dht.close();
    await trackers.close(3_000);
    mux.close();
    expect(performance.now() - start).toBeLessThan(3_500);
    await until(() => Object.keys(held()).length === 0, {
      timeout: 2_000,
      interval: 50,
      what: () => `nothing to be left: ${JSON.stringify(held())}`,
    });
  }, 20_000);
});
