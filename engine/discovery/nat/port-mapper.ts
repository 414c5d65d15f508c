import type { PortMapStatus } from '../../api/engine-api.ts';
import type { MapProtocol } from '../../core/portmap/types.ts';
import { done, type Fault, type Result } from '../../core/result.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type {
  Gateway,
  MapCall,
  MapMethod,
  PortMap,
  PortMapCode,
  PortMapping,
} from '../../ports/portmap.ts';
import type { Random } from '../../ports/random.ts';

const MINUTE_MS = 60_000;
/** Long enough for two renewals to fail, short enough for a mapping that nobody took away to go soon. */
const LEASE_S = 3_600;
/** A router that has forgotten us, after a restart of its own, has the mapping again within this. */
const LONGEST_RENEW_MS = 20 * MINUTE_MS;
/** A gateway that grants seconds must not make us ask every second. */
const SHORTEST_RENEW_MS = MINUTE_MS;
const FIRST_BACKOFF_MS = MINUTE_MS;
/** After a change of the network the way to the router may come later than our address. */
const SOON_MS = 5_000;
const SOON_TIMES = 6;
const LONGEST_BACKOFF_MS = 30 * MINUTE_MS;
/** When a port is given up while the engine runs on. */
const UNMAP_MS = 5_000;
const METHODS = 3;

export interface PortMapperPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly portmap: PortMap;
  readonly log: Log;
}

export interface PortMapperHost {
  /** Bytes that stay the same over restarts; see GatewaySearch. */
  secret(): Uint8Array;
  /** `status` or `externalPort` is another one now. */
  changed(): void;
}

interface Held {
  readonly gateway: Gateway;
  readonly mapping: PortMapping;
  /** By the clock's now. */
  readonly until: number;
}

type Failure = Fault<PortMapCode>;

/**
 * Keeps the listening port, TCP and UDP, mapped at the router while it is on: renewed well before its lease
 * ends, mapped anew when the network or the port changes, taken away at the end.
 */
export class PortMapper {
  readonly #ports: PortMapperPorts;
  readonly #host: PortMapperHost;
  readonly #held = new Map<MapProtocol, Held>();
  /** All that is under way: `close` waits for it. */
  readonly #tasks = new Set<Promise<void>>();
  readonly #calls = new Set<MapCall<unknown>>();
  #status: PortMapStatus = { state: 'off' };
  #address = '';
  #port = 0;
  #on = false;
  /** The network changed since the gateway was heard last: what is held may be gone. */
  #unsure = false;
  /** Counts up whenever what is under way no longer matters. */
  #round = 0;
  #finding: MapCall<Gateway> | undefined;
  #leaving: Promise<void> = Promise.resolve();
  #timer: Timer | undefined;
  #failures = 0;
  #soon = 0;
  #closing = false;
  #over = false;

  constructor(ports: PortMapperPorts, host: PortMapperHost) {
    this.#ports = ports;
    this.#host = host;
  }

  get status(): PortMapStatus {
    return this.#status;
  }

  /** Where the internet reaches our TCP port; undefined while it is not mapped. */
  get externalPort(): number | undefined {
    return this.#unsure ? undefined : this.#held.get('tcp')?.mapping.externalPort;
  }

  /** What is to be mapped, and whether it is at all. `address` is what listens, empty for all; port 0: nothing. */
  set(on: boolean, address: string, port: number): void {
    const wanted = on && port > 0;
    const same = wanted === this.#on && address === this.#address && port === this.#port;
    if (same || this.#closing) return;
    this.#on = wanted;
    this.#address = address;
    this.#port = port;
    this.#stop();
    this.#leave(UNMAP_MS);
    this.#begin();
  }

  /** The gateway may be another one, or have forgotten us. */
  networkChanged(): void {
    if (this.#closing || !this.#on) return;
    this.#stop();
    this.#unsure = true;
    this.#soon = SOON_TIMES;
    this.#begin();
  }

  /** Takes the mappings away, and ends after `graceMs` whether or not the gateway has answered. */
  async close(graceMs: number): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    this.#on = false;
    this.#stop();
    const limit = this.#ports.clock.after(graceMs, () => {
      this.#over = true;
      for (const call of this.#calls) call.abort();
    });
    this.#leave(graceMs);
    while (this.#tasks.size > 0) await Promise.all(this.#tasks);
    limit.end();
    this.#show({ state: 'off' });
  }

  /** A map call goes on: the gateway may have done it already, so its answer is needed to undo it. */
  #stop(): void {
    this.#round++;
    this.#timer?.end();
    this.#timer = undefined;
    this.#finding?.abort();
  }

  #begin(): void {
    this.#failures = 0;
    this.#show({ state: this.#on ? 'searching' : 'off' });
    if (this.#on) this.#go(this.#search());
  }

  #go(task: Promise<void>): void {
    const tracked: Promise<void> = task.finally(() => this.#tasks.delete(tracked));
    this.#tasks.add(tracked);
  }

  /** Every way once, until one maps; then on to renewing. */
  async #search(): Promise<void> {
    const round = this.#round;
    await this.#leaving;
    const without: MapMethod[] = [];
    let failure: Failure | undefined;
    while (without.length < METHODS && round === this.#round) {
      const secret = this.#host.secret();
      const call = this.#ports.portmap.find({ host: this.#address, secret, without });
      this.#finding = call;
      const found = await this.#run(call);
      if (round !== this.#round) return;
      if (!found.ok) {
        failure ??= found;
        break;
      }
      const mapped = await this.#mapAll(found.value);
      if (mapped.ok) return;
      failure = mapped;
      without.push(found.value.method);
    }
    if (failure !== undefined && round === this.#round) this.#failed(failure);
  }

  /** TCP first: there peers connect. A gateway that maps no UDP is still worth having. */
  async #mapAll(gateway: Gateway): Promise<Result<void, PortMapCode>> {
    const round = this.#round;
    const wanted = this.#held.get('tcp')?.mapping.externalPort ?? this.#port;
    const tcp = await this.#map(gateway, 'tcp', wanted);
    if (!tcp.ok || round !== this.#round) return tcp.ok ? done : tcp;
    const udp = await this.#map(gateway, 'udp', tcp.value.externalPort);
    if (round !== this.#round) return done;
    if (!udp.ok) this.#log('warn', 'The router maps the TCP port but not the UDP port.', udp);
    this.#mapped(gateway, tcp.value);
    return done;
  }

  async #map(
    gateway: Gateway,
    protocol: MapProtocol,
    wantedPort: number,
  ): Promise<Result<PortMapping, PortMapCode>> {
    const internalPort = this.#port;
    const address = this.#address;
    const mapped = await this.#run(
      gateway.map({ protocol, internalPort, wantedPort, leaseSeconds: LEASE_S }),
    );
    if (!mapped.ok) return mapped;
    if (this.#on && internalPort === this.#port && address === this.#address) {
      const until = this.#ports.clock.now() + mapped.value.leaseSeconds * 1_000;
      this.#held.set(protocol, { gateway, mapping: mapped.value, until });
    } else await this.#run(gateway.unmap(mapped.value));
    return mapped;
  }

  #mapped(gateway: Gateway, { externalHost, externalPort, leaseSeconds }: PortMapping): void {
    this.#failures = 0;
    this.#soon = 0;
    this.#unsure = false;
    const { method, address } = gateway;
    this.#show({ state: 'mapped', method, gateway: address, externalHost, externalPort });
    const renew = clamp((leaseSeconds * 1_000) / 3, SHORTEST_RENEW_MS, LONGEST_RENEW_MS);
    this.#plan(renew, () => this.#renew(gateway));
  }

  async #renew(gateway: Gateway): Promise<void> {
    const round = this.#round;
    const renewed = await this.#mapAll(gateway);
    if (round !== this.#round || renewed.ok) return;
    this.#log('info', 'The port mapping was not renewed; looking for a router again.', renewed);
    await this.#search();
  }

  #failed(failure: Failure): void {
    const { clock, random } = this.#ports;
    const now = clock.now();
    const jitter = 0.75 + random.below(500) / 1_000;
    const soon = this.#soon-- > 0;
    const doubled = FIRST_BACKOFF_MS * 2 ** Math.min(soon ? 0 : this.#failures++, 10);
    let wait = soon ? SOON_MS : Math.min(doubled, LONGEST_BACKOFF_MS) * jitter;
    for (const [protocol, { until }] of this.#held)
      if (this.#unsure || until <= now) this.#held.delete(protocol);
    const tcp = this.#held.get('tcp');
    if (tcp === undefined) {
      const { code, subject, message } = failure;
      this.#show({ state: 'none', fault: { code, subject, message } });
    } else wait = Math.min(wait, tcp.until - now);
    this.#log('info', 'The port is not mapped at a router.', failure);
    this.#plan(wait, () => this.#search());
  }

  /** Gives back what is held; a search that begins meanwhile waits for it. */
  #leave(limitMs: number): void {
    const held = [...this.#held.values()];
    this.#held.clear();
    this.#unsure = false;
    if (held.length === 0) return;
    const before = this.#leaving;
    this.#leaving = before.then(() => this.#unmapAll(held, limitMs));
    this.#go(this.#leaving);
  }

  async #unmapAll(held: readonly Held[], limitMs: number): Promise<void> {
    const calls = held.map(({ gateway, mapping }) => gateway.unmap(mapping));
    const limit = this.#ports.clock.after(limitMs, () => {
      for (const call of calls) call.abort();
    });
    const results = await Promise.all(calls.map((call) => this.#run(call)));
    limit.end();
    const failed = results.find((result) => !result.ok);
    if (failed?.ok === false) this.#log('info', 'The port mapping was not taken away.', failed);
  }

  async #run<T>(call: MapCall<T>): Promise<Result<T, PortMapCode>> {
    if (this.#over) call.abort();
    this.#calls.add(call);
    const result = await call.result;
    this.#calls.delete(call);
    return result;
  }

  #plan(ms: number, act: () => Promise<void>): void {
    this.#timer?.end();
    this.#timer = this.#ports.clock.after(Math.max(1, ms), () => this.#go(act()));
  }

  #show(status: PortMapStatus): void {
    const [before, after] = [this.#status, status];
    const keys = ['state', 'method', 'gateway', 'externalHost', 'externalPort'] as const;
    const same =
      keys.every((key) => before[key] === after[key]) && before.fault?.code === after.fault?.code;
    if (same) return;
    this.#status = status;
    this.#host.changed();
  }

  #log(level: 'info' | 'warn', message: string, fault: Failure): void {
    this.#ports.log.write(level, 'portmap', message, fault);
  }
}

const clamp = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, low), high);
