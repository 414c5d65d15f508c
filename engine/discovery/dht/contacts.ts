import { type Endpoint, endpointText, isIpv6 } from '../../core/endpoint.ts';
import { parsePeerAddress } from '../../core/host.ts';
import type { Dns } from '../../ports/dns.ts';

const MAX_SPARE = 200;
const MAX_CANDIDATES = 200;

/** Addresses at which a DHT node may live: those of the last time, of torrents, of peers and of strangers who asked us. */
export class Contacts {
  readonly #dns: Dns;
  /** The one heard of last is the last. */
  readonly #spare = new Map<string, Endpoint>();
  readonly #candidates = new Map<string, Endpoint>();
  #cursor = 0;

  constructor(dns: Dns, saved: readonly Endpoint[]) {
    this.#dns = dns;
    for (const node of [...saved].reverse()) this.remember(node);
  }

  /** Best first. */
  get spare(): readonly Endpoint[] {
    return [...this.#spare.values()].reverse();
  }

  /** A node that was alive just now, or is said to be. */
  remember(node: Endpoint): void {
    const key = endpointText(node);
    this.#spare.delete(key);
    this.#spare.set(key, { host: node.host, port: node.port });
    if (this.#spare.size > MAX_SPARE) this.#spare.delete(this.#spare.keys().next().value as string);
  }

  /** Some to start from: the best at first, others with each further call. */
  some(count: number): Endpoint[] {
    const all = this.spare;
    if (this.#cursor >= all.length) this.#cursor = 0;
    const from = this.#cursor;
    this.#cursor += count;
    return all.slice(from, from + count);
  }

  /** The best come first again. */
  rewind(): void {
    this.#cursor = 0;
  }

  /** It may be worth asking. A flood of them is not. */
  suggest(node: Endpoint): void {
    if (this.#candidates.size < MAX_CANDIDATES) this.#candidates.set(endpointText(node), node);
  }

  /** Takes some of the suggested, oldest first. */
  suggested(count: number): Endpoint[] {
    const taken = [...this.#candidates].slice(0, count);
    for (const [key] of taken) this.#candidates.delete(key);
    return taken.map(([, node]) => node);
  }

  forgetSuggested(): void {
    this.#candidates.clear();
  }

  /** The IPv4 addresses of "host:port" texts, all looked up at the same time; those without one are left out. */
  async addressesOf(texts: readonly string[]): Promise<Endpoint[]> {
    const found = await Promise.all(
      texts.map(async (text) => {
        const at = parsePeerAddress(text);
        return at === undefined ? undefined : this.addressOf(at);
      }),
    );
    return found.filter((endpoint) => endpoint !== undefined);
  }

  /** The host may be a name. */
  async addressOf(node: Endpoint): Promise<Endpoint | undefined> {
    const resolved = await this.#dns.resolve(node.host);
    const host = resolved.ok ? resolved.value.find((address) => !isIpv6(address)) : undefined;
    return host === undefined ? undefined : { host, port: node.port };
  }
}
