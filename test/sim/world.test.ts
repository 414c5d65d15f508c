import { describe, expect, it } from 'vitest';
import type { Connection } from '../../engine/ports/net.ts';
import { createSimNetworkPorts } from './world/ports.ts';
import { World } from './world/world.ts';

/** A busy minute: every host dials some others, sends random amounts, and throws datagrams about. */
async function run(seed: number): Promise<{ hash: string; events: number; bytes: number }> {
  const world = new World({ seed });
  const hosts = Array.from({ length: 12 }, () =>
    world.addHost({ latencyMs: 10, jitterMs: 30, loss: 0.02, upRate: 200_000 }),
  );
  let bytes = 0;
  for (const host of hosts) {
    const ports = createSimNetworkPorts(host);
    const events = {
      opened: () => undefined,
      received: (chunk: Uint8Array) => {
        bytes += chunk.length;
      },
      drained: () => undefined,
      closed: () => undefined,
    };
    void ports.net.listen({ host: '', port: 6881 }, () => events);
    void ports.udp
      .bind({ host: '', port: 6881 }, { received: () => undefined, failed: () => undefined })
      .then((bound) => {
        if (bound.ok)
          ports.clock.every(500, () =>
            bound.value.send(new Uint8Array(ports.random.below(900)), target()),
          );
      });
    const target = () => ({
      host: (hosts[ports.random.below(hosts.length)] as (typeof hosts)[0]).addresses[0] as string,
      port: 6881,
    });
    ports.clock.every(2_000, () => {
      const connection: Connection = ports.net.connect(
        target(),
        {
          ...events,
          opened: () => {
            connection.write(new Uint8Array(1 + ports.random.below(60_000)));
            ports.clock.after(1_000, () => connection.close());
          },
        },
        3_000,
      );
    });
  }
  await world.pass(30_000);
  (hosts[3] as (typeof hosts)[0]).up = false;
  await world.pass(30_000);
  return { hash: world.trace.hash, events: world.trace.count, bytes };
}

describe('the simulated world', () => {
  it('does the same twice with the same seed, and something else with another', async () => {
    const first = await run(7);
    expect(first.bytes).toBeGreaterThan(1_000_000);
    expect(await run(7)).toEqual(first);
    expect((await run(8)).hash).not.toBe(first.hash);
  });

  it('runs events by time, then in the order of their scheduling, with promises settled between', async () => {
    const world = new World({ seed: 1 });
    const log: string[] = [];
    world.schedule(5, () => log.push('b'));
    world.schedule(5, () => {
      log.push('c');
      void Promise.resolve()
        .then(() => Promise.resolve())
        .then(() => log.push('c settled'));
    });
    world.schedule(5, () => log.push('d'));
    world.schedule(1, () => log.push('a'));
    world.schedule(2, () => log.push('never')).end();
    await world.pass(10);
    expect(log).toEqual(['a', 'b', 'c', 'c settled', 'd']);
    expect(world.now).toBe(10);
  });

  it('keeps a line to its rate, and shares it', async () => {
    const world = new World({ seed: 1 });
    const from = world.addHost({ upRate: 1_000_000 });
    const ports = createSimNetworkPorts(from);
    let got = 0;
    for (let i = 0; i < 4; i++) {
      const to = world.addHost();
      await createSimNetworkPorts(to).net.listen({ host: '', port: 1000 }, () => ({
        opened: () => undefined,
        drained: () => undefined,
        closed: () => undefined,
        received: (chunk) => {
          got += chunk.length;
        },
      }));
      const connection: Connection = ports.net.connect(
        { host: to.addresses[0] as string, port: 1000 },
        {
          received: () => undefined,
          drained: () => undefined,
          closed: () => undefined,
          opened: () => void connection.write(new Uint8Array(5_000_000)),
        },
        1_000,
      );
    }
    await world.pass(10_000);
    expect(got).toBeGreaterThan(9_500_000);
    expect(got).toBeLessThan(10_100_000);
  });

  it('breaks in the ways that networks break', async () => {
    const world = new World({ seed: 1 });
    const here = world.addHost();
    const there = world.addHost();
    const ports = createSimNetworkPorts(here);
    const far = createSimNetworkPorts(there);
    await far.net.listen({ host: '', port: 1000 }, () => ({
      opened: () => undefined,
      received: () => undefined,
      drained: () => undefined,
      closed: () => undefined,
    }));
    const dial = async (): Promise<string> => {
      let outcome = '';
      ports.net.connect(
        { host: there.addresses[0] as string, port: 1000 },
        {
          opened: () => {
            outcome = 'opened';
          },
          received: () => undefined,
          drained: () => undefined,
          closed: (code) => {
            outcome = code ?? 'closed';
          },
        },
        2_000,
      );
      await world.until(() => outcome !== '');
      return outcome;
    };
    expect(await dial()).toBe('opened');
    there.refuse = true;
    expect(await dial()).toBe('net-refused');
    there.refuse = false;
    there.silent = true;
    expect(await dial()).toBe('net-timeout');
    there.silent = false;
    there.firewalled = true;
    expect(await dial()).toBe('net-timeout');
    here.up = false;
    expect(await dial()).toBe('net-unreachable');
  });
});
