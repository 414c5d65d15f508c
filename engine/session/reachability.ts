import type { EngineStatus, PortMapStatus } from '../api/engine-api.ts';
import { addressScope, isPublicAddress, parseIp, samePrefix } from '../core/address.ts';
import { fromHex, toHex } from '../core/bytes/bytes.ts';
import { PortMapper } from '../discovery/nat/port-mapper.ts';
import type { Ports } from '../ports/index.ts';
import type { EngineSettings } from '../settings/schema.ts';

export interface ReachabilityHost {
  readonly ports: Ports;
  settings(): EngineSettings;
  value(key: string): unknown;
  keep(key: string, value: unknown): void;
  /** Addresses that we dialled and that are connected now, of all torrents. */
  dialled(): Iterable<string>;
  /** Others reach us at another port now. */
  publicPortChanged(): void;
}

/** So long nobody came in … */
const LONG_MS = 20 * 60_000;
/** … while so many strangers let us in: then the port is closed as far as anybody can tell. */
const STRANGERS = 20;
const LOOK_MS = 60_000;
const SECRET = 'portmap.secret';
const SECRET_BYTES = 16;

/**
 * Can the internet connect to us? Only an incoming connection proves that it can: a router's word that it
 * has mapped the port does not, since there may be another router, or a firewall, behind it. That it
 * can not is never certain. It is said when nobody from outside has come in for 20 minutes in which we were
 * connected to at least 20 strangers, and no router claims to have mapped the port to a public address. All
 * else is "unknown".
 */
export class Reachability {
  readonly #host: ReachabilityHost;
  readonly #mapper: PortMapper;
  readonly #strangers = new Set<string>();
  #address = '';
  #port = 0;
  #open = false;
  #since = 0;
  #lookedAt = 0;
  #publicPort = 0;

  constructor(host: ReachabilityHost) {
    this.#host = host;
    const { clock, random, portmap, log } = host.ports;
    this.#mapper = new PortMapper(
      { clock, random, portmap, log },
      { secret: () => this.#secret(), changed: () => this.#mapperChanged() },
    );
  }

  /** The port that others connect to: the router's, or else our own; 0 while none takes connections. */
  get publicPort(): number {
    return this.#mapper.externalPort ?? this.#port;
  }

  get portMap(): PortMapStatus {
    return this.#mapper.status;
  }

  get portState(): EngineStatus['portState'] {
    if (this.#port === 0) return 'unknown';
    if (this.#open) return 'open';
    const waited = this.#host.ports.clock.now() - this.#since >= LONG_MS;
    return waited && this.#strangers.size >= STRANGERS && !this.#isMapped() ? 'closed' : 'unknown';
  }

  /** Connections are taken there from now on. An empty address is all of them. */
  listening(address: string, port: number): void {
    if (this.#address !== address || this.#port !== port) this.#forget();
    this.#address = address;
    this.#port = port;
    this.settingsChanged();
    this.#tellPort();
  }

  settingsChanged(): void {
    const local = addressScope(this.#address) === 'loopback';
    // An IPv6 address of its own needs no mapping, and an IPv4 mapping would lead elsewhere.
    const needless = this.#address.includes(':') && addressScope(this.#address) !== 'unspecified';
    const on = this.#host.settings().portMapping && !local && !needless;
    this.#mapper.set(on, this.#address, this.#port);
  }

  networkChanged(): void {
    this.#forget();
    this.#mapper.networkChanged();
  }

  /** Somebody has connected to our port from there. */
  arrived(from: string): void {
    if (!this.#open && this.#isOutside(from)) this.#open = true;
  }

  /** Called about every second. */
  beat(): void {
    const now = this.#host.ports.clock.now();
    if (this.#open || now - this.#lookedAt < LOOK_MS) return;
    this.#lookedAt = now;
    for (const address of this.#host.dialled()) {
      if (this.#strangers.size >= STRANGERS) return;
      if (this.#isOutside(address)) this.#strangers.add(address);
    }
  }

  /** Gives the mapping back; see PortMapper. */
  close(graceMs: number): Promise<void> {
    return this.#mapper.close(graceMs);
  }

  #forget(): void {
    this.#open = false;
    this.#strangers.clear();
    this.#since = this.#host.ports.clock.now();
  }

  /** Public, and not one of a network that we are on ourselves. */
  #isOutside(host: string): boolean {
    const address = parseIp(host);
    if (address === undefined || !isPublicAddress(host)) return false;
    return !this.#host.ports.net.interfaces().some((each) => {
      const own = parseIp(each.address);
      return own?.length === address.length && samePrefix(own, address, each.prefix);
    });
  }

  #isMapped(): boolean {
    const { state, externalHost } = this.#mapper.status;
    return state === 'mapped' && (externalHost === undefined || isPublicAddress(externalHost));
  }

  #mapperChanged(): void {
    // What came in before may have come by the mapping that is gone.
    if (this.#mapper.status.state !== 'mapped') this.#forget();
    this.#tellPort();
  }

  #tellPort(): void {
    const port = this.publicPort;
    if (port === this.#publicPort) return;
    this.#publicPort = port;
    this.#host.publicPortChanged();
  }

  /** Kept in the profile: after a crash the router still knows the mapping as ours. */
  #secret(): Uint8Array {
    const kept = this.#host.value(SECRET);
    const bytes = typeof kept === 'string' ? fromHex(kept) : undefined;
    if (bytes?.length === SECRET_BYTES) return bytes;
    const made = this.#host.ports.random.fill(new Uint8Array(SECRET_BYTES));
    this.#host.keep(SECRET, toHex(made));
    return made;
  }
}
