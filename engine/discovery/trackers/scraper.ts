import { fromHex } from '../../core/bytes/bytes.ts';
import type { InfoHash } from '../../core/ids.ts';
import type { ScrapeEntry } from '../../core/tracker/types.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import { type Asking, hostKey } from './asking.ts';
import type { Call, TrackerAddress } from './client.ts';
import type { Launcher } from './launcher.ts';

/** New torrents wait so long for company, so that one request serves many. */
const GATHER_MS = 10_000;
const INTERVAL_MS = 30 * 60_000;
const FIRST_BACKOFF_MS = 15 * 60_000;
const LONGEST_BACKOFF_MS = 12 * 3_600_000;
const TIMEOUT_MS = 20_000;

interface Site {
  readonly address: TrackerAddress;
  readonly known: Set<InfoHash>;
  readonly waiting: Set<InfoHash>;
  nextRound: number;
  restUntil: number;
  failures: number;
  busy: boolean;
}

/** BEP 48 and 15: asks for the counts of torrents that do not run, many with one request. */
export class Scraper {
  readonly #clock: Clock;
  readonly #asking: Asking;
  readonly #launcher: Launcher;
  readonly #counted: (url: string, counts: ScrapeEntry) => void;
  readonly #sites = new Map<string, Site>();
  readonly #calls = new Set<Call<readonly ScrapeEntry[]>>();
  #timer: Timer | undefined;

  constructor(
    clock: Clock,
    asking: Asking,
    launcher: Launcher,
    counted: (url: string, counts: ScrapeEntry) => void,
  ) {
    this.#clock = clock;
    this.#asking = asking;
    this.#launcher = launcher;
    this.#counted = counted;
  }

  add(id: InfoHash, address: TrackerAddress): void {
    let site = this.#sites.get(address.url);
    if (site === undefined) {
      const nextRound = this.#clock.now() + INTERVAL_MS;
      site = {
        address,
        known: new Set(),
        waiting: new Set(),
        nextRound,
        restUntil: 0,
        failures: 0,
        busy: false,
      };
      this.#sites.set(address.url, site);
    }
    if (site.known.has(id)) return;
    site.known.add(id);
    site.waiting.add(id);
    this.#timer ??= this.#clock.every(GATHER_MS, () => this.#round());
  }

  remove(id: InfoHash, address: TrackerAddress): void {
    const site = this.#sites.get(address.url);
    if (site === undefined) return;
    site.known.delete(id);
    site.waiting.delete(id);
    if (site.known.size === 0) this.#sites.delete(address.url);
    if (this.#sites.size === 0) this.#sleep();
  }

  networkChanged(): void {
    for (const site of this.#sites.values()) {
      site.restUntil = 0;
      site.failures = 0;
    }
  }

  close(): void {
    this.#sites.clear();
    this.#sleep();
    for (const call of this.#calls) call.abort();
  }

  #sleep(): void {
    this.#timer?.end();
    this.#timer = undefined;
  }

  #round(): void {
    const now = this.#clock.now();
    for (const site of this.#sites.values()) {
      if (now >= site.nextRound) {
        site.nextRound = now + INTERVAL_MS;
        for (const id of site.known) site.waiting.add(id);
      }
      if (site.waiting.size > 0 && now >= site.restUntil && !site.busy) this.#launch(site);
    }
  }

  #launch(site: Site): void {
    site.busy = true;
    this.#launcher.push({
      host: hostKey(site.address),
      urgent: false,
      run: () => this.#scrape(site),
    });
  }

  async #scrape(site: Site): Promise<void> {
    const client = this.#asking.clientOf(site.address);
    const batch = [...site.waiting].slice(0, client.maxScrape);
    const hashes = batch.map((id) => fromHex(id) as Uint8Array);
    const call = batch.length === 0 ? undefined : client.scrape(site.address, hashes, TIMEOUT_MS);
    if (call === undefined) {
      // This tracker has no scrape, and never will have under this URL.
      site.waiting.clear();
      site.restUntil = batch.length === 0 ? 0 : Number.POSITIVE_INFINITY;
      site.busy = false;
      return;
    }
    this.#calls.add(call);
    const outcome = await call.result;
    this.#calls.delete(call);
    site.busy = false;
    if (!outcome.ok) {
      this.#failed(site);
      return;
    }
    site.failures = 0;
    for (const id of batch) site.waiting.delete(id);
    for (const counts of outcome.value) this.#counted(site.address.url, counts);
    if (site.waiting.size > 0 && this.#sites.get(site.address.url) === site) this.#launch(site);
  }

  /** Many trackers answer no scrapes: they are left in peace, and nothing is shown for it. */
  #failed(site: Site): void {
    const pause = Math.min(FIRST_BACKOFF_MS * 2 ** site.failures, LONGEST_BACKOFF_MS);
    site.failures++;
    site.restUntil = this.#clock.now() + pause;
  }
}
