import type { Clock } from '../ports/clock.ts';
import type { EngineSettings } from '../settings/schema.ts';
import type { ConnectionBudget } from '../torrent/swarm.ts';

const BAN_MS = 24 * 3600_000;
const MAX_BANS = 10_000;

/** Connections are shared by all torrents: how many there are, how many are being tried, who is not let in. */
export class Budget implements ConnectionBudget {
  readonly #clock: Clock;
  readonly #settings: () => EngineSettings;
  /** Banned until (ms of the clock). */
  readonly #bans = new Map<string, number>();
  #dialling = 0;
  #connected = 0;
  #nextPeer = 1;

  constructor(clock: Clock, settings: () => EngineSettings) {
    this.#clock = clock;
    this.#settings = settings;
  }

  get connections(): number {
    return this.#connected;
  }

  mayDial(): boolean {
    const { maxHalfOpen, maxConnections } = this.#settings();
    return this.#dialling < maxHalfOpen && this.#connected + this.#dialling < maxConnections;
  }

  mayAccept(host: string): boolean {
    return this.#connected < this.#settings().maxConnections && this.isAllowed(host);
  }

  dialling(change: 1 | -1): void {
    this.#dialling += change;
  }

  connected(change: 1 | -1): void {
    this.#connected += change;
  }

  isAllowed(host: string): boolean {
    const until = this.#bans.get(host);
    if (until === undefined) return true;
    if (this.#clock.now() < until) return false;
    this.#bans.delete(host);
    return true;
  }

  ban(host: string): void {
    if (this.#bans.size >= MAX_BANS) {
      const [oldest] = this.#bans.keys();
      if (oldest !== undefined) this.#bans.delete(oldest);
    }
    this.#bans.set(host, this.#clock.now() + BAN_MS);
  }

  nextPeerId(): number {
    return this.#nextPeer++;
  }
}
