import { addressScope, isPublicAddress, parseIp, samePrefix } from '../../core/address.ts';
import { toHex } from '../../core/bytes/bytes.ts';
import { type Endpoint, isIpv6 } from '../../core/endpoint.ts';
import type { InfoHash } from '../../core/ids.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Net, NetInterface } from '../../ports/net.ts';
import type { Random } from '../../ports/random.ts';
import type { Udp, UdpSocket } from '../../ports/udp.ts';
import { SourceBudget } from '../source-budget.ts';
import { decodeLsd, encodeLsd, LSD_GROUP_4, LSD_GROUP_6, LSD_PORT, MAX_HASHES } from './message.ts';

/** BEP 14: each torrent every five minutes, and no more than one announce a minute. */
const TORRENT_MS = 5 * 60_000;
const ANNOUNCE_MS = 60_000;
/** Torrents that are added together go out together. */
const GATHER_MS = 1_000;
/** A client that names one torrent a message sends hundreds at once, every five minutes. */
const LIMITS = { perSource: 500, inAll: 2_000, windowMs: 60_000 };

export interface LsdPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly net: Net;
  readonly udp: Udp;
  readonly log: Log;
}

export interface LsdHost {
  /** A peer on the local network; only for torrents that were added. */
  peerFound(id: InfoHash, peer: Endpoint): void;
}

export interface LsdOptions {
  /**
   * The address that connections are taken at; empty: every one. Where nobody could connect to us nothing is
   * announced, so that who binds to one network is not told of on another.
   */
  readonly listensAt?: () => string;
  /** Takes part on the loopback interface too. */
  readonly loopback?: boolean;
  /** Another port than BEP 14's, for tests. */
  readonly port?: number;
}

interface Outlet {
  readonly group: string;
  readonly socket: UdpSocket;
}

/** Local service discovery (BEP 14) on every interface, both families. Private torrents must not be added. */
export class Lsd {
  readonly #ports: LsdPorts;
  readonly #host: LsdHost;
  readonly #options: LsdOptions;
  readonly #cookie: string;
  readonly #budget: SourceBudget;
  /** By the clock's now: when each torrent was announced last; 0 never. Least recent first. */
  readonly #torrents = new Map<InfoHash, number>();
  #outlets: Outlet[] = [];
  #interfaces: readonly NetInterface[] = [];
  #signature = '';
  #opening: Promise<void> = Promise.resolve();
  #timer: Timer | undefined;
  #watch: Timer | undefined;
  #lastAnnounce = Number.NEGATIVE_INFINITY;
  #port = 0;
  #running = false;

  constructor(ports: LsdPorts, host: LsdHost, options: LsdOptions = {}) {
    this.#ports = ports;
    this.#host = host;
    this.#options = options;
    this.#cookie = toHex(ports.random.fill(new Uint8Array(8)));
    this.#budget = new SourceBudget(ports.clock, LIMITS);
  }

  /** Resolves when the sockets are there. Interfaces that cannot do multicast are passed over. */
  start(): Promise<void> {
    if (this.#running) return this.#opening;
    this.#running = true;
    this.#watch = this.#ports.clock.every(ANNOUNCE_MS, () => this.#reopenIfMoved());
    return this.#reopen();
  }

  /** Where datagrams come in, for tests. */
  get sockets(): readonly Endpoint[] {
    return this.#outlets.map(({ socket }) => socket.local);
  }

  add(id: InfoHash): void {
    if (this.#torrents.has(id)) return;
    this.#torrents.set(id, Number.NEGATIVE_INFINITY);
    this.#plan();
  }

  remove(id: InfoHash): void {
    this.#torrents.delete(id);
  }

  /** The TCP port that neighbours may dial; 0: announces wait. */
  setPort(port: number): void {
    if (this.#port === port) return;
    this.#port = port;
    for (const id of this.#torrents.keys()) this.#torrents.set(id, Number.NEGATIVE_INFINITY);
    this.#plan();
  }

  /** Opens on the interfaces of now, and announces all there. */
  async networkChanged(): Promise<void> {
    if (!this.#running) return;
    for (const id of this.#torrents.keys()) this.#torrents.set(id, Number.NEGATIVE_INFINITY);
    this.#lastAnnounce = Number.NEGATIVE_INFINITY;
    await this.#reopen();
  }

  /** Ends everything; `start` begins again. */
  close(): void {
    this.#running = false;
    this.#timer?.end();
    this.#timer = undefined;
    this.#watch?.end();
    this.#closeSockets();
  }

  #closeSockets(): void {
    for (const { socket } of this.#outlets) socket.close();
    this.#outlets = [];
  }

  #reopenIfMoved(): void {
    const now = this.#ports.net.interfaces().map((each) => `${each.name} ${each.address}`);
    if (now.join() !== this.#signature) void this.networkChanged();
  }

  #reopen(): Promise<void> {
    this.#opening = this.#opening.then(() => this.#open());
    return this.#opening;
  }

  async #open(): Promise<void> {
    this.#closeSockets();
    const all = this.#ports.net.interfaces();
    this.#interfaces = all;
    this.#signature = all.map((each) => `${each.name} ${each.address}`).join();
    const places = new Map<string, { readonly group: string; readonly on: string }>();
    for (const each of all) {
      if (!this.#takesPart(each)) continue;
      const v6 = isIpv6(each.address);
      const on = v6 ? each.name : each.address;
      places.set(on, { group: v6 ? LSD_GROUP_6 : LSD_GROUP_4, on });
    }
    for (const { group, on } of places.values()) await this.#openOn(group, on);
    this.#plan();
  }

  #takesPart(each: NetInterface): boolean {
    const host = this.#options.listensAt?.() ?? '';
    switch (addressScope(host)) {
      case 'loopback':
        return each.loopback && isIpv6(each.address) === isIpv6(host);
      case 'unspecified':
        return !each.loopback && (isIpv6(host) || !isIpv6(each.address));
      default:
        if (host !== '') return each.address === host;
        return !each.loopback || this.#options.loopback === true;
    }
  }

  async #openOn(group: string, on: string): Promise<void> {
    const any = isIpv6(group) ? '::' : '0.0.0.0';
    const port = this.#options.port ?? LSD_PORT;
    const bound = await this.#ports.udp.bind(
      { host: any, port },
      {
        received: (datagram, from) => this.#received(datagram, from),
        failed: (code, detail) => {
          this.#outlets = this.#outlets.filter(({ socket }) => !bound.ok || socket !== bound.value);
          this.#ports.log.write(
            'info',
            'lsd',
            `local discovery on ${on} ended (${code}): ${detail}`,
          );
        },
      },
      { shared: true },
    );
    const joined = bound.ok ? bound.value.join(group, on) : bound;
    if (!joined.ok) {
      if (bound.ok) bound.value.close();
      this.#ports.log.write('debug', 'lsd', `no local discovery on ${on}`, joined);
    } else if (bound.ok) {
      if (this.#running) this.#outlets.push({ group, socket: bound.value });
      else bound.value.close();
    }
  }

  /** One timer for the next announce that anything is due for. */
  #plan(): void {
    this.#timer?.end();
    this.#timer = undefined;
    if (!this.#running || this.#port === 0 || this.#outlets.length === 0) return;
    let next = Number.POSITIVE_INFINITY;
    for (const at of this.#torrents.values()) next = Math.min(next, at + TORRENT_MS);
    if (next === Number.POSITIVE_INFINITY) return;
    const now = this.#ports.clock.now();
    const at = Math.max(next, this.#lastAnnounce + ANNOUNCE_MS, now + GATHER_MS);
    this.#timer = this.#ports.clock.after(at - now, () => this.#announce());
  }

  #announce(): void {
    const now = this.#ports.clock.now();
    const infoHashes: InfoHash[] = [];
    for (const [id, at] of this.#torrents) {
      if (at + TORRENT_MS <= now) infoHashes.push(id);
      if (infoHashes.length === MAX_HASHES) break;
    }
    // To the back of the line, so that all torrents get their turn.
    for (const id of infoHashes) {
      this.#torrents.delete(id);
      this.#torrents.set(id, now);
    }
    if (infoHashes.length > 0) {
      this.#lastAnnounce = now;
      const message = { port: this.#port, infoHashes, cookie: this.#cookie };
      const port = this.#options.port ?? LSD_PORT;
      for (const { group, socket } of this.#outlets) {
        socket.send(encodeLsd(message, group), { host: group, port });
      }
    }
    this.#plan();
  }

  #received(datagram: Uint8Array, from: Endpoint): void {
    if (!this.#isNeighbour(from.host) || !this.#budget.take(from.host)) return;
    const message = decodeLsd(datagram);
    if (!message.ok || message.value.cookie === this.#cookie) return;
    const peer = { host: from.host, port: message.value.port };
    for (const id of message.value.infoHashes) {
      if (this.#torrents.has(id)) this.#host.peerFound(id, peer);
    }
  }

  /** The port is open to the whole internet, but only the local network is meant. */
  #isNeighbour(host: string): boolean {
    if (!isPublicAddress(host)) return true;
    const address = parseIp(host);
    return this.#interfaces.some((each) => {
      const own = parseIp(each.address);
      return (
        own !== undefined && own.length === address?.length && samePrefix(own, address, each.prefix)
      );
    });
  }
}
