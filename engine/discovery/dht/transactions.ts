import { toHex } from '../../core/bytes/bytes.ts';
import type { KrpcMethod } from '../../core/dht/schema.ts';
import { type Endpoint, endpointText } from '../../core/endpoint.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';

/** Longer than the table itself waits. */
const KEEP_MS = 15_000;
const MAX_OPEN = 10_000;

export interface OpenQuery {
  /** The transaction id that the table gave it. */
  readonly inner: Uint8Array;
  readonly method: KrpcMethod;
}

interface Entry extends OpenQuery {
  readonly to: string;
  readonly until: number;
}

/**
 * Our queries on their way. The table counts its transactions up from one; on the wire they are random, and a
 * response counts only from the very address that was asked: so that nobody can answer for another.
 */
export class Transactions {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #open = new Map<string, Entry>();

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** The transaction id to send. */
  begin(inner: Uint8Array, method: KrpcMethod, to: Endpoint): Uint8Array {
    this.#forgetOld();
    const outer = this.#random.fill(new Uint8Array(4));
    const until = this.#clock.now() + KEEP_MS;
    this.#open.set(toHex(outer), { inner: inner.slice(), method, to: endpointText(to), until });
    return outer;
  }

  /** The query that this answers, once; undefined when there is none. */
  end(outer: Uint8Array, from: Endpoint): OpenQuery | undefined {
    const key = toHex(outer);
    const entry = this.#open.get(key);
    if (entry === undefined || entry.to !== endpointText(from)) return undefined;
    this.#open.delete(key);
    return entry.until < this.#clock.now() ? undefined : entry;
  }

  clear(): void {
    this.#open.clear();
  }

  /** The oldest are in front. */
  #forgetOld(): void {
    const now = this.#clock.now();
    for (const [key, entry] of this.#open) {
      if (entry.until >= now && this.#open.size < MAX_OPEN) return;
      this.#open.delete(key);
    }
  }
}
