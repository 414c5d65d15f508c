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
  /** By voter's network, oldest first. */
  readonly #votes = new Map<string, string>();

  /** Returns the address that the majority names, once it has a quorum. Votes for local addresses do not count. */
  vote(address: string, voter: string): string | undefined {
    if (!isPublicAddress(address)) return this.winner(isIpv6(address));
    const network = networkOf(voter) + (isIpv6(address) ? ' 6' : ' 4');
    this.#votes.delete(network);
    this.#votes.set(network, address);
    if (this.#votes.size > MAX_VOTERS)
      this.#votes.delete(this.#votes.keys().next().value as string);
    return this.winner(isIpv6(address));
  }

  winner(v6: boolean): string | undefined {
    const counts = new Map<string, number>();
    let all = 0;
    for (const address of this.#votes.values()) {
      if (isIpv6(address) !== v6) continue;
      counts.set(address, (counts.get(address) ?? 0) + 1);
      all++;
    }
    for (const [address, count] of counts) {
      if (count >= QUORUM && count * 2 > all) return address;
    }
    return undefined;
  }

  clear(): void {
    this.#votes.clear();
  }
}

/** /24 and /48: what one provider gives to one customer, or less. */
function networkOf(host: string): string {
  const bytes = parseIp(host);
  if (bytes === undefined) return host;
  return bytes.subarray(0, bytes.length === 4 ? 3 : 6).join('.');
}
