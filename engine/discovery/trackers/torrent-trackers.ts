import type { TrackerSnapshot } from '../../api/torrent.ts';
import type { InfoHash } from '../../core/ids.ts';
import { Chain, type ChainHost } from './chain.ts';
import { Tracker } from './tracker.ts';
import type { TrackerSetup } from './types.ts';

/** A torrent with thousands of trackers is an attack on someone. */
const MAX_TRACKERS = 200;

/** One torrent's trackers, in the chains in which they are asked. */
export class TorrentTrackers {
  readonly id: InfoHash;
  running = false;
  #chains: readonly Chain[] = [];
  #trackers: readonly Tracker[] = [];
  readonly #host: ChainHost;

  constructor(host: ChainHost, setup: TrackerSetup) {
    this.id = host.id;
    this.#host = host;
    this.setTiers(setup);
  }

  get chains(): readonly Chain[] {
    return this.#chains;
  }

  /** In the order of the tiers as they were given. */
  get trackers(): readonly Tracker[] {
    return this.#trackers;
  }

  /** Returns the trackers that are no longer there and are owed a "stopped". */
  setTiers(setup: TrackerSetup): readonly Tracker[] {
    const before = new Map(this.#trackers.map((tracker) => [tracker.address.url, tracker]));
    for (const chain of this.#chains) chain.stop();
    const tiers = this.#tiersOf(setup, before);
    this.#trackers = tiers.flat();
    const kept = new Set(this.#trackers);
    for (const tier of tiers) this.#shuffle(tier);
    // Public tiers are asked side by side, as the big clients do: more of the swarm is found, sooner.
    const groups = setup.private ? [tiers] : tiers.map((tier) => [tier]);
    this.#chains = groups.map((group) => new Chain(this.#host, group));
    if (this.running) for (const chain of this.#chains) chain.start();
    return [...before.values()].filter((tracker) => tracker.started && !kept.has(tracker));
  }

  start(): void {
    this.running = true;
    for (const tracker of this.#trackers) tracker.forgive();
    for (const chain of this.#chains) chain.start();
  }

  /** Returns the trackers that are owed a "stopped". */
  stop(): readonly Tracker[] {
    this.running = false;
    for (const chain of this.#chains) chain.stop();
    return this.#trackers.filter((tracker) => tracker.started);
  }

  snapshot(): readonly TrackerSnapshot[] {
    const next = new Map(this.#chains.map((chain) => [chain.front, chain.nextAt]));
    return this.#trackers.map((tracker) =>
      tracker.snapshot(this.running, next.get(tracker), this.#host.clock),
    );
  }

  #tiersOf(setup: TrackerSetup, before: ReadonlyMap<string, Tracker>): Tracker[][] {
    const seen = new Set<string>();
    const tiers: Tracker[][] = [];
    for (const urls of setup.tiers) {
      const tier: Tracker[] = [];
      for (const url of urls) {
        if (seen.has(url) || seen.size >= MAX_TRACKERS) continue;
        seen.add(url);
        const tracker = before.get(url) ?? Tracker.of(url, tiers.length);
        if (tracker === undefined) continue;
        tracker.tier = tiers.length;
        tier.push(tracker);
      }
      if (tier.length > 0) tiers.push(tier);
    }
    return tiers;
  }

  #shuffle(tier: Tracker[]): void {
    for (let i = tier.length - 1; i > 0; i--) {
      const j = this.#host.random.below(i + 1);
      [tier[i], tier[j]] = [tier[j] as Tracker, tier[i] as Tracker];
    }
  }
}
