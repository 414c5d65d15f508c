import { addressScope, formatIp, parseIp } from '../core/address.ts';
import { isIpv6 } from '../core/endpoint.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Net, NetInterface } from '../ports/net.ts';

const LOOK_MS = 5_000;
/** The wall clock moved on this much more than our own: the machine slept, or someone set the time. */
const SLEPT_MS = 15_000;

/** Notices that the addresses of this machine changed, or that it slept: the caller stands up again. */
export class NetworkWatch {
  readonly #clock: Clock;
  readonly #net: Net;
  readonly #changed: (why: string) => void;
  #addresses: string;
  #now: number;
  #wall: number;
  #timer: Timer | undefined;

  constructor(clock: Clock, net: Net, changed: (why: string) => void) {
    this.#clock = clock;
    this.#net = net;
    this.#changed = changed;
    this.#addresses = this.#look();
    this.#now = clock.now();
    this.#wall = clock.wallTime();
  }

  start(): void {
    this.#timer = this.#clock.every(LOOK_MS, () => this.#beat());
  }

  close(): void {
    this.#timer?.end();
    this.#timer = undefined;
  }

  #beat(): void {
    const [now, wall] = [this.#clock.now(), this.#clock.wallTime()];
    const late = now - this.#now - LOOK_MS;
    const jumped = wall - this.#wall - (now - this.#now);
    this.#now = now;
    this.#wall = wall;
    const addresses = this.#look();
    const moved = addresses !== this.#addresses;
    this.#addresses = addresses;
    if (moved) this.#changed('The addresses of this machine changed.');
    else if (jumped > SLEPT_MS || late > SLEPT_MS) this.#changed('The machine slept.');
  }

  #look(): string {
    const places = this.#net.interfaces().map(placeOf);
    return [...new Set(places.filter((place) => place !== undefined))].sort().join();
  }
}

/**
 * What tells one network from another. Link-local addresses come and go with every container that starts here,
 * and IPv6 takes new addresses in the same network every few hours, for privacy: neither is a change.
 */
function placeOf({ name, address, prefix }: NetInterface): string | undefined {
  if (addressScope(address) === 'link-local') return undefined;
  return `${name} ${isIpv6(address) ? networkOf(address, prefix) : address}`;
}

function networkOf(address: string, prefix: number): string {
  const bytes = parseIp(address);
  if (bytes === undefined) return address;
  for (let bit = prefix; bit < bytes.length * 8; bit++)
    bytes[bit >>> 3] = (bytes[bit >>> 3] as number) & ~(0x80 >>> (bit & 7));
  return `${formatIp(bytes)}/${prefix}`;
}
