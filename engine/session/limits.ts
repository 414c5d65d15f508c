import { addressScope } from '../core/address.ts';
import { Gate } from '../peer/gate.ts';
import type { Clock } from '../ports/clock.ts';
import type { EngineSettings } from '../settings/schema.ts';
import { type LimitPair, pairOf, type Rates, setPair } from '../torrent/limits.ts';
import type { Torrent } from '../torrent/torrent.ts';
import { CategoryLimits } from './category-limits.ts';

/** The limits of the session, and the two lines in which those wait who are held back by any. */
export class Limits {
  readonly categories = new CategoryLimits();
  readonly downGate: Gate;
  readonly upGate: Gate;
  readonly #clock: Clock;
  readonly #global: LimitPair;
  #limitsLocal: boolean;

  constructor(clock: Clock, settings: EngineSettings) {
    this.#clock = clock;
    this.downGate = new Gate(clock);
    this.upGate = new Gate(clock);
    this.#global = pairOf(globalRates(settings), clock.now());
    this.#limitsLocal = settings.limitLocal;
  }

  /** True when chains have other links now. */
  settingsChanged(settings: EngineSettings): boolean {
    setPair(this.#global, globalRates(settings), this.#clock.now());
    const changed = this.#limitsLocal !== settings.limitLocal;
    this.#limitsLocal = settings.limitLocal;
    this.poke();
    return changed;
  }

  /** What holds for the torrent's traffic with an address and is shared with others: of the session, of its categories. */
  sharedWith(address: string, torrent: Pick<Torrent, 'options'>): readonly LimitPair[] {
    if (!this.#limitsLocal && isLocal(address)) return [];
    return [this.#global, ...this.categories.of(torrent.options.category ?? '')];
  }

  poke(): void {
    this.downGate.poke();
    this.upGate.poke();
  }

  close(): void {
    this.downGate.close();
    this.upGate.close();
  }
}

/** Slow mode has limits of its own. */
export const globalRates = (settings: EngineSettings): Rates =>
  settings.slowMode
    ? { downLimit: settings.slowDownLimit, upLimit: settings.slowUpLimit }
    : { downLimit: settings.downLimit, upLimit: settings.upLimit };

/** On this machine or its own network, where no line is paid for. */
const isLocal = (address: string): boolean =>
  ['loopback', 'private', 'link-local'].includes(addressScope(address));
