import { networkInterfaces } from 'node:os';
import { canonicalIp } from '../../core/address.ts';
import type { Net, NetInterface } from '../../ports/net.ts';
import { NodeConnection } from './connection.ts';
import { type ListenerTrouble, listen } from './listener.ts';

/** TCP over node:net. `trouble` hears of faults of running listeners. */
export function createNodeNet(trouble: ListenerTrouble): Net {
  return {
    connect: NodeConnection.dial,
    listen: (at, accepted) => listen(at, accepted, trouble),
    interfaces,
  };
}

function interfaces(): readonly NetInterface[] {
  const found: NetInterface[] = [];
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    for (const { address, cidr, internal } of addresses ?? []) {
      const literal = canonicalIp(address);
      const prefix = Number(cidr?.split('/')[1] ?? (address.includes(':') ? 128 : 32));
      if (literal !== undefined) found.push({ name, address: literal, prefix, loopback: internal });
    }
  }
  return found;
}
