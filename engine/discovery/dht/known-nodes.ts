import { isPublicAddress } from '../../core/address.ts';
import { toHex } from '../../core/bytes/bytes.ts';
import { type Endpoint, endpointText } from '../../core/endpoint.ts';
import type { Clock } from '../../ports/clock.ts';

/** A node that said nothing for so long may have another id behind the same address. */
const KEEP_MS = 15 * 60_000;
const MAX_NODES = 5_000;

interface Known {
  readonly id: string;
  readonly port: number;
  until: number;
}

/** Nodes that answered a query of ours: the address is really theirs. By public address, or by local endpoint. */
export class KnownNodes {
  readonly #clock: Clock;
  readonly #nodes = new Map<string, Known>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  has(id: Uint8Array, from: Endpoint): boolean {
    const known = this.#nodes.get(keyOf(from));
    return (
      known !== undefined &&
      known.until > this.#clock.now() &&
      known.id === toHex(id) &&
      known.port === from.port
    );
  }

  /** False when another node is known at this address. */
  learn(id: Uint8Array, from: Endpoint): boolean {
    const key = keyOf(from);
    const now = this.#clock.now();
    const known = this.#nodes.get(key);
    const text = toHex(id);
    if (known !== undefined && known.until > now && (known.id !== text || known.port !== from.port))
      return false;
    // To the end: the one that was silent longest is in front.
    this.#nodes.delete(key);
    this.#nodes.set(key, { id: text, port: from.port, until: now + KEEP_MS });
    if (this.#nodes.size > MAX_NODES) this.#nodes.delete(this.#nodes.keys().next().value as string);
    return true;
  }
}

const keyOf = (at: Endpoint): string => (isPublicAddress(at.host) ? at.host : endpointText(at));
