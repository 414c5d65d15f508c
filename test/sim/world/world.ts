import { type HostOptions, SimHost } from './host.ts';
import type { WebServer } from './http.ts';
import { SeededRandom } from './random.ts';
import { Scheduler } from './scheduler.ts';
import { Trace } from './trace.ts';

export interface WorldOptions {
  readonly seed: number;
  /** How many of the last trace lines are kept for a look. */
  readonly keepTrace?: number;
}

/** A small internet on virtual time: hosts, names and web servers. Same seed, same trace. */
export class World extends Scheduler {
  readonly seed: number;
  readonly random: SeededRandom;
  readonly trace: Trace;
  /** What the DNS says; a name that is missing here is not found, and `failing` cannot be asked. */
  readonly names = new Map<string, readonly string[] | 'failing'>([['localhost', ['127.0.0.1']]]);
  /** Web servers by "address:port" as in endpointText. */
  readonly web = new Map<string, WebServer>();
  readonly #hosts = new Map<string, SimHost>();
  #hostCount = 0;

  constructor(options: WorldOptions) {
    super();
    this.seed = options.seed;
    this.random = new SeededRandom(options.seed, 'world');
    this.trace = new Trace(options.keepTrace ?? 0);
  }

  addHost(options: HostOptions = {}): SimHost {
    const number = this.#hostCount++;
    const host = new SimHost(this, options, number);
    for (const address of host.addresses) this.#hosts.set(address, host);
    return host;
  }

  /** The host that has the address, as seen from `from`. */
  hostAt(address: string, from: SimHost): SimHost | undefined {
    if (address === '127.0.0.1' || address === '::1') return from;
    return this.#hosts.get(address);
  }

  get hosts(): readonly SimHost[] {
    return [...new Set(this.#hosts.values())];
  }

  /** The host's addresses become these, as after joining another network: all its connections break. */
  readdress(host: SimHost, addresses: readonly string[]): void {
    for (const address of host.addresses) this.#hosts.delete(address);
    host.addresses = addresses;
    for (const address of addresses) this.#hosts.set(address, host);
    host.breakConnections();
  }

  note(what: string, ...values: readonly (string | number)[]): void {
    this.trace.add(this.now, what, ...values);
  }
}
