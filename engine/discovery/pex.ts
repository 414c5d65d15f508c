import { addressScope, scopeReach } from '../core/address.ts';
import { type Endpoint, endpointText } from '../core/endpoint.ts';
import { MAX_PEX, type PexContact, type PexMessage } from '../core/wire/extended/pex.ts';

/** BEP 11: no more than one message a minute. */
const INTERVAL_MS = 60_000;
/** Clocks differ, and the first message may come right behind the handshake. */
const EARLY_MS = 45_000;
const MAX_EARLY = 5;
/** More ports than this on one public address are somebody's trick, not peers. */
const MAX_PORTS_OF_HOST = 3;

/** What one connection was told and has told. */
interface Line {
  /** Of the other side's address. */
  readonly reach: number;
  /** Contacts that it knows from us, by their text. */
  readonly told: Map<string, Endpoint>;
  /** Of this one it knows all. */
  settled: PexRoll | undefined;
  sendAt: number;
  heardAt: number;
  early: number;
}

/** Those who may be told of at one moment: read once, told to many. */
export class PexRoll {
  readonly contacts: readonly PexContact[];
  readonly entries: ReadonlyMap<string, { readonly contact: PexContact; readonly reach: number }>;

  constructor(contacts: readonly PexContact[]) {
    this.contacts = contacts;
    this.entries = new Map(
      contacts.map((contact) => [
        endpointText(contact.endpoint),
        { contact, reach: reachOf(contact.endpoint.host) },
      ]),
    );
  }

  /** The same endpoints, as objects, with the same flags, in the same order. */
  has(contacts: readonly PexContact[]): boolean {
    return (
      contacts.length === this.contacts.length &&
      contacts.every(({ endpoint, flags }, i) => {
        const mine = this.contacts[i] as PexContact;
        return mine.endpoint === endpoint && mine.flags === flags;
      })
    );
  }
}

/** What becomes of a message that came. */
export type PexVerdict =
  | { readonly kind: 'peers'; readonly peers: readonly Endpoint[] }
  | { readonly kind: 'too-often' | 'flood' };

/**
 * Peer exchange of one torrent (BEP 11), the bookkeeping: who was told of whom, and whom to believe. Only
 * peers that we are really connected to are told of; it never makes the first contact.
 */
export class PexBook {
  readonly #lines = new Map<number, Line>();

  left(peer: number): void {
    this.#lines.delete(peer);
  }

  /** False: whatever has changed, it is too early for a message to this peer. */
  isDue(peer: number, nowMs: number): boolean {
    return nowMs >= (this.#lines.get(peer)?.sendAt ?? 0);
  }

  /**
   * The message for this peer, or undefined when it is too early or nothing has changed. `self` is the peer's
   * own endpoint, the very object that is on the roll.
   */
  next(
    peer: number,
    host: string,
    roll: PexRoll,
    nowMs: number,
    self?: Endpoint,
  ): PexMessage | undefined {
    if (!this.isDue(peer, nowMs)) return undefined;
    const line = this.#line(peer, host);
    if (line.settled === roll) return undefined;
    const added: PexContact[] = [];
    for (const [key, { contact, reach }] of roll.entries) {
      if (added.length === MAX_PEX) break;
      if (reach < line.reach || contact.endpoint === self || line.told.has(key)) continue;
      added.push(contact);
      line.told.set(key, contact.endpoint);
    }
    const dropped: Endpoint[] = [];
    for (const [key, endpoint] of line.told) {
      if (dropped.length === MAX_PEX) break;
      if (roll.entries.has(key)) continue;
      dropped.push(endpoint);
      line.told.delete(key);
    }
    if (added.length + dropped.length === 0) {
      line.settled = roll;
      return undefined;
    }
    line.sendAt = nowMs + INTERVAL_MS;
    return { added, dropped };
  }

  /** Judges a message that came from `host`: which contacts are worth a try. */
  heard(peer: number, host: string, message: PexMessage, nowMs: number): PexVerdict {
    const line = this.#line(peer, host);
    if (nowMs - line.heardAt < EARLY_MS) {
      line.early++;
      return { kind: line.early > MAX_EARLY ? 'flood' : 'too-often' };
    }
    line.heardAt = nowMs;
    const ports = new Map<string, number>();
    const peers: Endpoint[] = [];
    for (const { endpoint } of message.added) {
      // A public peer has no business with private addresses, nor one on the local network with those of one machine.
      if (reachOf(endpoint.host) < line.reach) continue;
      const seen = (ports.get(endpoint.host) ?? 0) + 1;
      ports.set(endpoint.host, seen);
      if (seen > MAX_PORTS_OF_HOST && addressScope(endpoint.host) === 'public') continue;
      peers.push(endpoint);
    }
    return { kind: 'peers', peers };
  }

  #line(peer: number, host: string): Line {
    let line = this.#lines.get(peer);
    if (line === undefined) {
      line = {
        reach: reachOf(host),
        told: new Map(),
        settled: undefined,
        sendAt: 0,
        heardAt: Number.NEGATIVE_INFINITY,
        early: 0,
      };
      this.#lines.set(peer, line);
    }
    return line;
  }
}

const reachOf = (host: string): number => scopeReach(addressScope(host));
