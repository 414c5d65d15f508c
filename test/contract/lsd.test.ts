import { describe, expect, it } from 'vitest';
import type { InfoHash } from '../../engine/core/ids.ts';
import { Lsd } from '../../engine/discovery/lsd/lsd.ts';
import { freePort } from '../support/ports.ts';
import { until } from '../support/wait.ts';
import { realPorts } from './rigs/session-ports.ts';

const id = 'cd'.repeat(20) as InfoHash;

describe('local discovery over real multicast', () => {
  it('lets two sessions on one machine find each other', async () => {
    const port = await freePort('0.0.0.0');
    const found: [string[], string[]] = [[], []];
    const sessions = found.map(
      (list) =>
        new Lsd(
          realPorts,
          { peerFound: (_id, peer) => list.push(`${peer.host}:${peer.port}`) },
          { listensAt: () => '127.0.0.1', port },
        ),
    );
    for (const [index, lsd] of sessions.entries()) {
      lsd.setPort(4_001 + index);
      lsd.add(id);
      await lsd.start();
      expect(lsd.sockets.length).toBeGreaterThan(0);
    }
    await until(() => found.every((list) => list.length > 0), {
      timeout: 20_000,
      what: 'both to be found',
    });
    expect(found[0].every((peer) => peer.endsWith(':4002'))).toBe(true);
    expect(found[1].every((peer) => peer.endsWith(':4001'))).toBe(true);
    for (const lsd of sessions) lsd.close();
  }, 30_000);
});
