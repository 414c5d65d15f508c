import type { Fault } from '../../../engine/core/result.ts';
import type { Ports } from '../../../engine/ports/index.ts';
import type { LogLevel } from '../../../engine/ports/log.ts';
import { createSimDht } from './dht.ts';
import { createSimDns } from './dns.ts';
import type { SimHost } from './host.ts';
import { createSimHttp } from './http.ts';
import { createSimPortMap } from './portmap.ts';
import { createSimNet } from './tcp.ts';
import { createSimUdp } from './udp.ts';

type NetworkPorts = Pick<
  Ports,
  'clock' | 'random' | 'net' | 'udp' | 'portmap' | 'dns' | 'http' | 'dht' | 'log' | 'folderWatch'
>;

export interface SimLogLine {
  readonly at: number;
  readonly level: LogLevel;
  readonly about: string;
  readonly message: string;
  readonly fault: Fault | undefined;
}

/** What one simulated host sees of the network, and its log. */
export function createSimNetworkPorts(
  host: SimHost,
): NetworkPorts & { readonly lines: readonly SimLogLine[] } {
  const { world } = host;
  const lines: SimLogLine[] = [];
  const dns = createSimDns(host);
  return {
    clock: world.clock(),
    random: host.random,
    net: createSimNet(host),
    udp: createSimUdp(host),
    portmap: createSimPortMap(host),
    dns,
    http: createSimHttp(host, dns),
    dht: createSimDht(host),
    // As on a drive that gives no hints: folders are looked at again and again.
    folderWatch: { open: () => undefined },
    log: {
      write(level, about, message, fault) {
        lines.push({ at: world.now, level, about, message, fault });
      },
    },
    lines,
  };
}

/** All ports of one simulated host; disk, hasher, store and other clients come from test/sim/fakes or are real. */
export const createSimPorts = (host: SimHost, rest: Omit<Ports, keyof NetworkPorts>): Ports => ({
  ...createSimNetworkPorts(host),
  ...rest,
});
