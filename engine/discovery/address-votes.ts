import { isPublicAddress, parseIp } from '../core/address.ts';
import { isIpv6 } from '../core/endpoint.ts';

/** So many must agree, each from another network, before an address is believed. */
const QUORUM = 4;
const MAX_VOTERS = 50;

/**
 * How the internet sees us, by vote: trackers (BEP 24), DHT nodes (BEP 42) and peers (BEP 10) say an address, and any
 * of them may lie. One network has one vote; the newest votes count.
 */
export class AddressVotes {
  /** By voter's network and family, oldest first. */
  readonly #votes = new Map<string, string>();
  /** How many votes each address has, and all of a family together. */
  readonly #counts = new Map<string, number>();
  readonly #all = { v4: 0, v6: 0 };

  /** Returns the address that the majority names, once it has a quorum. Votes for local addresses do not count. */
  vote(address: string, voter: string): string | undefined {
    const v6 = isIpv6(address);
    if (!isPublicAddress(address)) return this.winner(v6);
    const network = networkOf(voter) + (v6 ? ' 6' : ' 4');
    this.#take(network);
    this.#votes.set(network, address);
    this.#count(address, 1);
    if (this.#votes.size > MAX_VOTERS) this.#take(this.#votes.keys().next().value as string);
    return this.winner(v6);
  }

  winner(v6: boolean): string | undefined {
    const all = v6 ? this.#all.v6 : this.#all.v4;
    if (all < QUORUM) return undefined;
    for (const [address, count] of this.#counts) {
      if (count >= QUORUM && count * 2 > all && isIpv6(address) === v6) return address;
    }
    return undefined;
  }

  clear(): void {
    this.#votes.clear();
    this.#counts.clear();
    this.#all.v4 = 0;
    this.#all.v6 = 0;
  }

  #take(network: string): void {
    const address = this.#votes.get(network);
    if (address === undefined) return;
    this.#votes.delete(network);
    this.#count(address, -1);
  }

  #count(address: string, by: 1 | -1): void {
    const count = (this.#counts.get(address) ?? 0) + by;
    if (count === 0) this.#counts.delete(address);
    else this.#counts.set(address, count);
    if (isIpv6(address)) this.#all.v6 += by;
    else this.#all.v4 += by;
  }
}

/** /24 and /48: what one provider gives to one customer, or less. */
function networkOf(host: string): string {
  const bytes = parseIp(host);
  if (bytes === undefined) return host;
  return bytes.subarray(0, bytes.length === 4 ? 3 : 6).join('.');
}
