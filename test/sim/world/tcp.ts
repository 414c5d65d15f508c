import { concatBytes } from '../../../engine/core/bytes/bytes.ts';
import type { Endpoint } from '../../../engine/core/endpoint.ts';
import { endpointText } from '../../../engine/core/endpoint.ts';
import { fault, ok, type Result } from '../../../engine/core/result.ts';
import type { Timer } from '../../../engine/ports/clock.ts';
import type {
  Connection,
  ConnectionEvents,
  Listener,
  Net,
  NetCode,
} from '../../../engine/ports/net.ts';
import type { SimHost } from './host.ts';

const SEGMENT = 16 * 1024;
const RETRANSMIT_MS = 1_000;
/** So long a sender goes on without an answer. */
const GIVE_UP_MS = 60_000;

type Accepted = (connection: Connection) => ConnectionEvents | undefined;

export class SimListener implements Listener {
  readonly local: Endpoint;
  readonly accepted: Accepted;
  readonly #host: SimHost;

  constructor(host: SimHost, local: Endpoint, accepted: Accepted) {
    this.#host = host;
    this.local = local;
    this.accepted = accepted;
  }

  async close(): Promise<void> {
    if (this.#host.listeners.get(this.local.port) === this)
      this.#host.listeners.delete(this.local.port);
  }
}

/** One end of a connection. What the real transport keeps in the kernel is `#onTheWay` here. */
export class SimEnd implements Connection {
  readonly host: SimHost;
  readonly remote: Endpoint;
  local: Endpoint | undefined;
  peer: SimEnd | undefined;
  #events: ConnectionEvents | undefined;
  #queue: Uint8Array[] = [];
  #queued = 0;
  #onTheWay = 0;
  #wantsDrain = false;
  #paused = false;
  #backlog: Uint8Array[] = [];
  #lastArrival = 0;
  #ended = false;
  #otherEnded = false;
  #dialTimer: Timer | undefined;

  constructor(host: SimHost, remote: Endpoint) {
    this.host = host;
    this.remote = remote;
    host.connections.add(this);
  }

  dial(events: ConnectionEvents, timeoutMs: number): void {
    const { world } = this.host;
    this.#events = events;
    const source = this.host.addressToward(this.remote.host);
    if (source === undefined || !this.host.up) {
      world.schedule(0, () => this.finish('net-unreachable'));
      return;
    }
    this.#dialTimer = world.schedule(timeoutMs, () => this.finish('net-timeout'));
    const local = { host: source, port: this.host.ephemeralPort() };
    const target = world.hostAt(this.remote.host, this.host);
    if (target === undefined) return;
    const oneWay = latencyBetween(this.host, target);
    world.note('dial', endpointText(local), endpointText(this.remote));
    world.schedule(oneWay, () => this.#knock(target, local, oneWay));
  }

  /** The dial has reached the other host. */
  #knock(target: SimHost, local: Endpoint, oneWay: number): void {
    const { world } = this.host;
    if (this.#ended || !target.up || !this.host.up || target.silent) return;
    if (target.firewalled && target !== this.host) return;
    const listener = target.listeners.get(this.remote.port);
    const other = listener === undefined || target.refuse ? undefined : new SimEnd(target, local);
    if (listener === undefined || other === undefined) {
      world.schedule(oneWay, () => this.finish('net-refused'));
      return;
    }
    other.local = this.remote;
    other.peer = this;
    this.peer = other;
    const events = listener.accepted(other);
    if (events === undefined) {
      other.forget();
      world.schedule(oneWay, () => this.finish('net-reset'));
      return;
    }
    other.#events = events;
    world.schedule(oneWay, () => {
      if (this.#ended) return;
      this.#dialTimer?.end();
      this.local = local;
      world.note('open', endpointText(local), endpointText(this.remote));
      this.#events?.opened();
      this.#pump();
    });
  }

  get queued(): number {
    return this.#queued;
  }

  write(first: Uint8Array, second?: Uint8Array): number {
    if (this.#ended || this.#events === undefined) return 0;
    const bytes = concatBytes(second === undefined ? [first] : [first, second]);
    this.#queue.push(bytes);
    this.#queued += bytes.length;
    this.#pump();
    if (this.#queued > 0) this.#wantsDrain = true;
    return this.#queued;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.host.world.schedule(0, () => this.#consume());
  }

  close(): void {
    if (this.#ended) return;
    const { peer } = this;
    this.forget();
    if (peer === undefined) return;
    const { world } = this.host;
    const arrival = Math.max(world.now + latencyBetween(this.host, peer.host), this.#lastArrival);
    world.schedule(arrival - world.now, () => {
      peer.#otherEnded = true;
      peer.#consume();
    });
  }

  /** Both ends are told of a reset. */
  break(): void {
    this.peer?.finish('net-reset');
    this.finish('net-reset');
  }

  /** Ends this side and tells its owner why. */
  finish(code?: NetCode): void {
    if (this.#ended) return;
    const events = this.#events;
    this.forget();
    this.host.world.note('closed', endpointText(this.remote), code ?? 'end');
    if (code === undefined) events?.closed();
    else events?.closed(code);
  }

  /** Ends this side without a word. */
  forget(): void {
    this.#ended = true;
    this.#events = undefined;
    this.#queue = [];
    this.#queued = 0;
    this.#backlog = [];
    this.#dialTimer?.end();
    this.host.connections.delete(this);
  }

  /** Hands queued bytes to the line while the window is open. */
  #pump(): void {
    const { peer } = this;
    if (peer === undefined || this.local === undefined) return;
    while (this.#queue.length > 0 && this.#onTheWay < this.host.link.window) {
      const head = this.#queue[0] as Uint8Array;
      const segment = head.subarray(0, SEGMENT);
      if (segment.length === head.length) this.#queue.shift();
      else this.#queue[0] = head.subarray(SEGMENT);
      this.#queued -= segment.length;
      this.#onTheWay += segment.length;
      this.#transmit(segment, peer);
    }
    if (this.#queued === 0 && this.#wantsDrain) {
      this.#wantsDrain = false;
      this.host.world.schedule(0, () => this.#events?.drained());
    }
  }

  #transmit(segment: Uint8Array, peer: SimEnd): void {
    const { world } = this.host;
    const arrival = arrivalOf(this.host, peer.host, segment.length, 2);
    // TCP keeps the order: what was lost holds up what follows.
    this.#lastArrival = Math.max(this.#lastArrival, arrival);
    world.schedule(this.#lastArrival - world.now, () => this.#arrive(segment, peer, world.now));
  }

  #arrive(segment: Uint8Array, peer: SimEnd, since: number): void {
    const { world } = this.host;
    if (!this.host.up || !peer.host.up) {
      if (world.now - since > GIVE_UP_MS) this.finish('net-timeout');
      else world.schedule(RETRANSMIT_MS, () => this.#arrive(segment, peer, since));
      return;
    }
    if (peer.#ended) return;
    world.note('data', endpointText(peer.remote), segment.length);
    peer.#backlog.push(segment);
    peer.#consume();
  }

  #consume(): void {
    while (!this.#paused && this.#backlog.length > 0) {
      const segment = this.#backlog.shift() as Uint8Array;
      this.peer?.acknowledge(segment.length);
      this.#events?.received(segment);
    }
    if (this.#otherEnded && this.#backlog.length === 0 && !this.#paused) this.finish();
  }

  acknowledge(bytes: number): void {
    const other = this.peer;
    if (other === undefined) return;
    this.host.world.schedule(latencyBetween(this.host, other.host), () => {
      this.#onTheWay -= bytes;
      this.#pump();
    });
  }
}

export const latencyBetween = (a: SimHost, b: SimHost): number =>
  a === b ? 0.05 : a.link.latencyMs + b.link.latencyMs;

/** When `bytes` that leave now are there: both lines are one queue each, and a loss costs round trips. */
export function arrivalOf(
  from: SimHost,
  to: SimHost,
  bytes: number,
  lossRoundTrips: number,
): number {
  const { world } = from;
  const latency = latencyBetween(from, to);
  if (from === to) return world.now + latency;
  from.upFreeAt = Math.max(from.upFreeAt, world.now) + (bytes / from.link.upRate) * 1000;
  to.downFreeAt =
    Math.max(to.downFreeAt, from.upFreeAt + latency) + (bytes / to.link.downRate) * 1000;
  const lost = isLost(from, to);
  return to.downFreeAt + (lost ? lossRoundTrips * latency : 0);
}

export const isLost = (from: SimHost, to: SimHost): boolean => {
  const loss = from.link.loss + to.link.loss;
  return loss > 0 && from.world.random.fraction() < loss;
};

export function createSimNet(host: SimHost): Net {
  return {
    connect(to, events, timeoutMs) {
      const end = new SimEnd(host, to);
      end.dial(events, timeoutMs);
      return end;
    },
    async listen(at, accepted): Promise<Result<Listener, NetCode>> {
      const port = at.port === 0 ? host.ephemeralPort() : at.port;
      if (host.listeners.has(port)) {
        return fault(
          'net-port-taken',
          endpointText(at),
          `cannot listen on ${endpointText(at)}: port taken`,
        );
      }
      const listener = new SimListener(
        host,
        { host: at.host === '' ? '::' : at.host, port },
        accepted,
      );
      host.listeners.set(port, listener);
      return ok(listener);
    },
    interfaces: () => [
      { name: 'lo', address: '127.0.0.1', prefix: 8, loopback: true },
      ...(host.up ? host.addresses : []).map((address) => ({
        name: 'sim0',
        address,
        prefix: address.includes(':') ? 64 : 24,
        loopback: false,
      })),
    ],
  };
}
