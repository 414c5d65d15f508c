import { formatIp } from '../../../engine/core/address.ts';
import { isIpv6 } from '../../../engine/core/endpoint.ts';
import { Line } from './line.ts';
import type { SimRouter } from './portmap.ts';
import { SeededRandom } from './random.ts';
import type { SimEnd, SimListener } from './tcp.ts';
import type { SimUdpSocket } from './udp.ts';
import type { World } from './world.ts';

export interface Link {
  /** One way, from this host to the middle of the net, in ms. */
  latencyMs: number;
  /** Up to this much more for a datagram, so that they overtake each other. */
  jitterMs: number;
  /** Bytes per second. */
  upRate: number;
  downRate: number;
  /** 0 … 1: datagrams that vanish, and segments that come one round trip later. */
  loss: number;
  /** Bytes of one connection in the kernel and on the way at once. */
  window: number;
}

export interface HostOptions extends Partial<Link> {
  readonly name?: string;
  readonly addresses?: readonly string[];
  /** Hosts with the same name here hear each other's multicast. */
  readonly lan?: string;
  /** Nobody can connect from outside, and UDP comes in only from where it went. */
  readonly firewalled?: boolean;
}

/** One machine and its line, with the knobs that break it. */
export class SimHost {
  readonly world: World;
  readonly name: string;
  addresses: readonly string[];
  readonly link: Link;
  readonly lan: string | undefined;
  readonly random: SeededRandom;
  firewalled: boolean;
  /** What stands between a firewalled host and the net, when it maps ports. */
  router: SimRouter | undefined;
  /** The cable is in. While it is out nothing arrives, and dials fail at once. */
  up = true;
  /** Answers every dial with a refusal. */
  refuse = false;
  /** Swallows every dial: the caller's stays half open until its timeout. */
  silent = false;
  readonly listeners = new Map<number, SimListener>();
  readonly udp = new Map<number, SimUdpSocket[]>();
  readonly connections = new Set<SimEnd>();
  /** Where datagrams went, for the firewall. */
  readonly contacts = new Set<string>();
  readonly line: Line;
  /** Bytes of connections that programs here have read. */
  bytesRead = 0;
  upFreeAt = 0;
  downFreeAt = 0;
  #nextPort = 40_000;

  constructor(world: World, options: HostOptions, number: number) {
    this.world = world;
    this.name = options.name ?? `host${number}`;
    this.addresses = options.addresses ?? defaultAddresses(number);
    this.link = {
      latencyMs: options.latencyMs ?? 20,
      jitterMs: options.jitterMs ?? 0,
      upRate: options.upRate ?? 12.5e6,
      downRate: options.downRate ?? 12.5e6,
      loss: options.loss ?? 0,
      window: options.window ?? 1024 * 1024,
    };
    this.lan = options.lan;
    this.firewalled = options.firewalled ?? false;
    this.random = new SeededRandom(world.seed, this.name);
    this.line = new Line(this);
  }

  /** Where a dial to `port` arrives; undefined: the firewall swallows it. */
  entrance(port: number, from: SimHost): number | undefined {
    if (!this.firewalled || from === this) return port;
    const mapped = this.router?.mapped(this.world.now);
    return mapped?.find((each) => each.protocol === 'tcp' && each.externalPort === port)
      ?.internalPort;
  }

  /** The address of the family that a packet to `remote` leaves from. */
  addressToward(remote: string): string | undefined {
    if (remote === '127.0.0.1' || remote === '::1') return remote;
    return this.addresses.find((address) => isIpv6(address) === isIpv6(remote));
  }

  /** Books the bytes on the way out; returns when they have left. */
  putOut(bytes: number, toItself: boolean): number {
    const { now } = this.world;
    if (toItself) return now;
    this.upFreeAt = Math.max(this.upFreeAt, now) + (bytes / this.link.upRate) * 1000;
    return this.upFreeAt;
  }

  /** Books bytes that have arrived on the way in; returns how long they wait for those before them. */
  takeIn(bytes: number): number {
    const { now } = this.world;
    const wait = Math.max(0, this.downFreeAt - now);
    this.downFreeAt = now + wait + (bytes / this.link.downRate) * 1000;
    return wait;
  }

  ephemeralPort(): number {
    for (;;) {
      const port = this.#nextPort++;
      if (this.#nextPort > 65_000) this.#nextPort = 40_000;
      if (!this.listeners.has(port) && !this.udp.has(port)) return port;
    }
  }

  /** Resets every connection, at both ends. */
  breakConnections(): void {
    for (const end of [...this.connections]) end.break();
  }
}

/** Spread over many networks, so that rules on subnets are met. Public addresses, both families. */
function defaultAddresses(number: number): readonly string[] {
  const v4 = new Uint8Array([
    20 + (number % 60),
    1 + ((number * 7) % 250),
    1 + ((number * 13) % 250),
    1 + (number % 250),
  ]);
  if (number >= 15_000) throw new Error('more hosts than default addresses');
  return [formatIp(v4), `2a01:${(number + 1).toString(16)}::1`];
}
