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
import { Flow } from './line.ts';
import { latencyBetween } from './path.ts';

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

/** One end of a connection. What the real transport keeps in the kernel is the flow's here. */
export class SimEnd implements Connection {
  readonly host: SimHost;
  readonly remote: Endpoint;
  local: Endpoint | undefined;
  peer: SimEnd | undefined;
  #events: ConnectionEvents | undefined;
  /** From here to the other end, once there is one. */
  #out: Flow | undefined;
  #wantsDrain = false;
  #paused = false;
  #backlog: Uint8Array[] = [];
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
    const port = target.entrance(this.remote.port, this.host);
    if (port === undefined) return;
    const listener = target.listeners.get(port);
    const other = listener === undefined || target.refuse ? undefined : new SimEnd(target, local);
    if (listener === undefined || other === undefined) {
      world.schedule(oneWay, () => this.finish('net-refused'));
      return;
    }
    other.local = this.remote;
    other.connect(this);
    this.connect(other);
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
    });
  }

  get queued(): number {
    return this.#out?.queued ?? 0;
  }

  /** Before the connection is open nothing can be written, as nobody may. */
  write(first: Uint8Array, second?: Uint8Array): number {
    const out = this.#out;
    if (this.#ended || this.local === undefined || out === undefined) return 0;
    out.write(concatBytes(second === undefined ? [first] : [first, second]));
    if (out.queued > 0) this.#wantsDrain = true;
    return out.queued;
  }

  gather(): void {
    // Here every write leaves at once, and costs nothing.
  }

  release(): number {
    return this.queued;
  }

  /** The other end exists: bytes for it leave through this host's line. */
  connect(other: SimEnd): void {
    this.peer = other;
    this.#out = new Flow(this.host, other.host, {
      arrived: (segment) => other.#arrive(segment),
      ended: () => other.#hungUp(),
      moved: () => this.#drain(),
      lost: () => this.finish('net-timeout'),
    });
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
    const out = this.#out;
    this.forget();
    out?.end();
  }

  /** Both ends are told of a reset. */
  break(): void {
    const { peer } = this;
    this.#out?.kill();
    if (peer !== undefined) {
      peer.#out?.kill();
      peer.finish('net-reset');
    }
    this.finish('net-reset');
  }

  /** Ends this side and tells its owner why. */
  finish(code?: NetCode): void {
    if (this.#ended) return;
    const events = this.#events;
    this.forget();
    this.#out?.end();
    this.host.world.note('closed', endpointText(this.remote), code ?? 'end');
    if (code === undefined) events?.closed();
    else events?.closed(code);
  }

  /** Ends this side without a word. */
  forget(): void {
    this.#ended = true;
    this.#events = undefined;
    this.#backlog = [];
    this.#dialTimer?.end();
    this.host.connections.delete(this);
  }

  #drain(): void {
    if (!this.#wantsDrain || this.queued > 0) return;
    this.#wantsDrain = false;
    this.#events?.drained();
  }

  #arrive(segment: Uint8Array): void {
    if (this.#ended) return;
    this.host.world.note('data', endpointText(this.remote), segment.length);
    this.#backlog.push(segment);
    this.#consume();
  }

  #hungUp(): void {
    this.#otherEnded = true;
    this.#consume();
  }

  #consume(): void {
    while (!this.#paused && this.#backlog.length > 0) {
      const segment = this.#backlog.shift() as Uint8Array;
      const { peer } = this;
      this.host.bytesRead += segment.length;
      if (peer !== undefined) peer.#out?.acknowledge(segment.length);
      this.#events?.received(segment);
    }
    if (this.#otherEnded && this.#backlog.length === 0 && !this.#paused) this.finish();
  }
}

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
