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
  /** These are asked only when the user wants to know. */
  isOnBattery(): Promise<boolean>;
  isMetered(): Promise<boolean>;
  hold(reason: HoldReason | undefined): void;
}

/** Networks and plugs change without telling everybody: while it matters they are asked this often. */
const EVERY_MS = 30_000;

/** Keeps the engine at rest on battery or on networks that are paid for by volume, when the user wants that. */
export class Holds {
  readonly #options: HoldsOptions;
  #facts: HoldFacts = { onBattery: false, metered: false };
  #reason: HoldReason | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** The last question: what is answered to an earlier one is old. */
  #question = 0;

  constructor(options: HoldsOptions) {
    this.#options = options;
  }

  /** The settings were read or changed, or the network or the plug did. */
  async look(): Promise<void> {
    const { pauseOnBattery, pauseOnMetered } = this.#options.settings();
    this.close();
    if (!pauseOnBattery && !pauseOnMetered) return this.#update();
    this.#timer = setInterval(() => void this.#ask(), EVERY_MS);
    await this.#ask();
  }

  /** The engine was started anew and knows nothing of it. */
  engineStarted(): void {
    if (this.#reason !== undefined) this.#options.hold(this.#reason);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#question++;
  }

  async #ask(): Promise<void> {
    const question = ++this.#question;
    const { settings, isOnBattery, isMetered } = this.#options;
    const { pauseOnBattery, pauseOnMetered } = settings();
    const [onBattery, metered] = await Promise.all([
      pauseOnBattery && isOnBattery(),
      pauseOnMetered && isMetered(),
    ]);
    if (question !== this.#question) return;
    this.#facts = { onBattery, metered };
    this.#update();
  }

  #update(): void {
    const reason = holdFor(this.#options.settings(), this.#facts);
    if (reason === this.#reason) return;
    this.#reason = reason;
    this.#options.hold(reason);
  }
}
