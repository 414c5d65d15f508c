import { createSocket, type Socket } from 'node:dgram';
import { canonicalIp } from '../../core/address.ts';
import { type Endpoint, endpointText, isIpv6 } from '../../core/endpoint.ts';
import { done, fault, ok, type Result } from '../../core/result.ts';
import type { NetCode } from '../../ports/net.ts';
import type { Udp, UdpEvents, UdpSocket } from '../../ports/udp.ts';
import { errorDetail, netCode } from '../net/codes.ts';

/** BEP 14's groups reach beyond one segment only with a TTL above 1. */
const MULTICAST_TTL = 4;

/** UDP over node:dgram. */
export const nodeUdp: Udp = {
  async bind(at, events, options) {
    const shared = options?.shared ?? false;
    if (at.host !== '') return bindTo(at, events, shared);
    const dual = await bindTo({ host: '::', port: at.port }, events, shared);
    if (dual.ok || dual.code !== 'net-unreachable') return dual;
    return bindTo({ host: '0.0.0.0', port: at.port }, events, shared);
  },
};

function bindTo(
  at: Endpoint,
  events: UdpEvents,
  shared: boolean,
): Promise<Result<UdpSocket, NetCode>> {
  const v6 = isIpv6(at.host);
  const socket = createSocket({
    type: v6 ? 'udp6' : 'udp4',
    reuseAddr: shared,
    // Every destination is a literal: no look-up, so that a datagram leaves at once.
    lookup: (host, _options, callback) => callback(null, host, v6 ? 6 : 4),
  });
  return new Promise((resolve) => {
    socket.once('error', (error) => {
      socket.close();
      resolve(
        fault(
          netCode(error),
          endpointText(at),
          `cannot bind UDP ${endpointText(at)}: ${errorDetail(error)}`,
        ),
      );
    });
    socket.bind({ address: at.host, port: at.port, exclusive: true }, () => {
      socket.removeAllListeners('error');
      resolve(ok(new NodeUdpSocket(socket, v6, events)));
    });
  });
}

class NodeUdpSocket implements UdpSocket {
  readonly local: Endpoint;
  readonly #socket: Socket;
  readonly #v6: boolean;
  #open = true;

  constructor(socket: Socket, v6: boolean, events: UdpEvents) {
    this.#socket = socket;
    this.#v6 = v6;
    const { address, port } = socket.address();
    this.local = { host: canonicalIp(address) ?? address, port };
    socket.on('message', (datagram, from) => {
      const host = canonicalIp(from.address);
      if (this.#open && host !== undefined && from.port > 0)
        events.received(datagram, { host, port: from.port });
    });
    socket.on('error', (error) => {
      if (!this.#open) return;
      this.close();
      events.failed(netCode(error), errorDetail(error));
    });
  }

  send(datagram: Uint8Array, to: Endpoint): void {
    if (!this.#open || to.port < 1 || to.port > 65535) return;
    const v6 = isIpv6(to.host);
    if (v6 && !this.#v6) return;
    // A dual-stack socket reaches IPv4 through mapped addresses.
    const host = this.#v6 && !v6 ? `::ffff:${to.host}` : to.host;
    this.#socket.send(datagram, to.port, host, dropped);
  }

  join(group: string, onInterface: string): Result<void, NetCode> {
    try {
      const zone = this.#v6 ? `::%${onInterface}` : onInterface;
      this.#socket.addMembership(group, zone);
      this.#socket.setMulticastInterface(zone);
      this.#socket.setMulticastTTL(MULTICAST_TTL);
      this.#socket.setMulticastLoopback(true);
      return done;
    } catch (error) {
      return fault(
        netCode(error),
        group,
        `cannot join ${group} on ${onInterface}: ${errorDetail(error)}`,
      );
    }
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#socket.close();
  }
}

/** UDP promises nothing: a datagram that could not leave is one that was lost. */
const dropped = (): void => undefined;
