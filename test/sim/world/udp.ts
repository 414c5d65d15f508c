import { addressScope } from '../../../engine/core/address.ts';
import { type Endpoint, endpointText } from '../../../engine/core/endpoint.ts';
import { done, fault, ok, type Result } from '../../../engine/core/result.ts';
import type { NetCode } from '../../../engine/ports/net.ts';
import type { Udp, UdpEvents, UdpSocket } from '../../../engine/ports/udp.ts';
import type { SimHost } from './host.ts';
import { arrivalOf, isLost } from './path.ts';

export class SimUdpSocket implements UdpSocket {
  readonly local: Endpoint;
  readonly shared: boolean;
  readonly groups = new Set<string>();
  readonly #host: SimHost;
  #events: UdpEvents | undefined;

  constructor(host: SimHost, local: Endpoint, events: UdpEvents, shared: boolean) {
    this.#host = host;
    this.local = local;
    this.shared = shared;
    this.#events = events;
  }

  send(datagram: Uint8Array, to: Endpoint): void {
    const { world } = this.#host;
    const source = this.#sourceToward(to.host);
    if (this.#events === undefined || !this.#host.up || source === undefined) return;
    const copy = datagram.slice();
    const from = { host: source, port: this.local.port };
    if (addressScope(to.host) === 'multicast') {
      for (const host of world.hosts) {
        if (this.#host.lan !== undefined && host.lan === this.#host.lan)
          this.#carry(copy, from, to, host);
      }
      return;
    }
    this.#host.contacts.add(endpointText(to));
    const target = world.hostAt(to.host, this.#host);
    if (target !== undefined) this.#carry(copy, from, to, target);
  }

  /** The socket's host fails under it. */
  fail(code: NetCode): void {
    const events = this.#events;
    this.close();
    events?.failed(code, 'the simulated socket died');
  }

  join(group: string): Result<void, NetCode> {
    this.groups.add(group);
    return done;
  }

  close(): void {
    this.#events = undefined;
    const rest = (this.#host.udp.get(this.local.port) ?? []).filter((socket) => socket !== this);
    if (rest.length > 0) this.#host.udp.set(this.local.port, rest);
    else this.#host.udp.delete(this.local.port);
  }

  receive(datagram: Uint8Array, from: Endpoint): void {
    this.#events?.received(datagram, from);
  }

  #sourceToward(remote: string): string | undefined {
    const bound = this.local.host;
    return bound === '::' || bound === '0.0.0.0' ? this.#host.addressToward(remote) : bound;
  }

  #carry(datagram: Uint8Array, from: Endpoint, to: Endpoint, target: SimHost): void {
    const { world } = this.#host;
    if (target !== this.#host && isLost(this.#host, target)) {
      world.note('lost', endpointText(from), endpointText(to), datagram.length);
      return;
    }
    const jitter = this.#host.link.jitterMs;
    const late = jitter === 0 ? 0 : world.random.fraction() * jitter;
    const arrival = arrivalOf(this.#host, target, datagram.length) + late;
    world.schedule(arrival - world.now, () => deliver(datagram, from, to, target));
  }
}

function deliver(datagram: Uint8Array, from: Endpoint, to: Endpoint, target: SimHost): void {
  const { world } = target;
  const multicast = addressScope(to.host) === 'multicast';
  if (!target.up) return;
  const own = target.addresses.includes(from.host) || addressScope(from.host) === 'loopback';
  if (target.firewalled && !multicast && !own && !target.contacts.has(endpointText(from))) return;
  for (const socket of target.udp.get(to.port) ?? []) {
    if (multicast && !socket.groups.has(to.host)) continue;
    world.note('datagram', endpointText(from), endpointText(to), datagram.length);
    socket.receive(datagram, from);
  }
}

export function createSimUdp(host: SimHost): Udp {
  return {
    async bind(at, events, options): Promise<Result<UdpSocket, NetCode>> {
      const shared = options?.shared ?? false;
      const port = at.port === 0 ? host.ephemeralPort() : at.port;
      const present = host.udp.get(port) ?? [];
      if (present.length > 0 && !(shared && present.every((socket) => socket.shared))) {
        return fault(
          'net-port-taken',
          endpointText(at),
          `cannot bind UDP ${endpointText(at)}: port taken`,
        );
      }
      const socket = new SimUdpSocket(
        host,
        { host: at.host === '' ? '::' : at.host, port },
        events,
        shared,
      );
      host.udp.set(port, [...present, socket]);
      return ok(socket);
    },
  };
}
