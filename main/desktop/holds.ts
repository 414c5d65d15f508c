import type { HoldReason } from '../../engine/api/index.ts';

export interface HoldSettings {
  readonly pauseOnBattery: boolean;
  readonly pauseOnMetered: boolean;
}

export interface HoldFacts {
  readonly onBattery: boolean;
  readonly metered: boolean;
}

/** Why nothing should be transferred now; undefined when it may. */
export function holdFor(settings: HoldSettings, facts: HoldFacts): HoldReason | undefined {
  if (settings.pauseOnBattery && facts.onBattery) return 'battery';
  return settings.pauseOnMetered && facts.metered ? 'metered' : undefined;
}

export interface HoldsOptions {
  settings(): HoldSettings;
  /** Asked only when the user wants to know. */
  isMetered(): Promise<boolean>;
  hold(reason: HoldReason | undefined): void;
}

/** Networks change without telling everybody: while it matters they are asked this often. */
const EVERY_MS = 30_000;

/** Keeps the engine at rest on battery or on networks that are paid for by volume, when the user wants that. */
export class Holds {
  readonly #options: HoldsOptions;
  #facts: HoldFacts = { onBattery: false, metered: false };
  #reason: HoldReason | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: HoldsOptions) {
    this.#options = options;
  }

  battery(on: boolean): void {
    this.#facts = { ...this.#facts, onBattery: on };
    this.#update();
  }

  /** The settings were read or changed, or the network did. */
  async look(): Promise<void> {
    const matters = this.#options.settings().pauseOnMetered;
    clearInterval(this.#timer);
    this.#timer = matters ? setInterval(() => void this.#ask(), EVERY_MS) : undefined;
    if (matters) await this.#ask();
    else this.#update();
  }

  /** The engine was started anew and knows nothing of it. */
  engineStarted(): void {
    if (this.#reason !== undefined) this.#options.hold(this.#reason);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #ask(): Promise<void> {
    const metered = await this.#options.isMetered();
    this.#facts = { ...this.#facts, metered };
    this.#update();
  }

  #update(): void {
    const reason = holdFor(this.#options.settings(), this.#facts);
    if (reason === this.#reason) return;
    this.#reason = reason;
    this.#options.hold(reason);
  }
}
