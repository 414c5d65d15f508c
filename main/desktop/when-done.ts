import type { EngineSummary } from '../../engine/api/index.ts';
import type { DoneAction, DoneCountdown } from '../../preload/contract/index.ts';

export interface WhenDoneOptions {
  /** Ends with the action, or is told that it came to nothing. */
  perform(action: Exclude<DoneAction, 'nothing'>): void;
  /** Each second while it counts, and undefined when it stops. */
  onCountdown(countdown: DoneCountdown | undefined): void;
  /** The wish is used up: it holds for one time. */
  onSpent(): void;
}

export const COUNTDOWN_SECONDS = 60;

/**
 * Quit, sleep or shut down once everything is downloaded, after a minute in which the user can say no. It
 * needs a download to have been under way since the wish: one that finds nothing to wait for never fires.
 */
export class WhenDone {
  readonly #options: WhenDoneOptions;
  #action: DoneAction = 'nothing';
  #sawDownload = false;
  #left = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: WhenDoneOptions) {
    this.#options = options;
  }

  set(action: DoneAction): void {
    if (action === this.#action) return;
    this.#action = action;
    this.#sawDownload = false;
    this.#stop();
  }

  heard(summary: EngineSummary): void {
    if (this.#action === 'nothing') return;
    if (summary.downloading > 0) {
      this.#sawDownload = true;
      this.#stop();
      // What failed waits for the user, who should find it as it is.
    } else if (this.#sawDownload && summary.failed === 0 && this.#timer === undefined) {
      this.#start();
    }
  }

  cancel(): void {
    if (this.#timer === undefined) return;
    this.#spend();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #start(): void {
    this.#left = COUNTDOWN_SECONDS;
    this.#timer = setInterval(() => this.#count(), 1000);
    this.#tell();
  }

  #count(): void {
    this.#left--;
    if (this.#left > 0) {
      this.#tell();
      return;
    }
    const action = this.#action;
    this.#spend();
    if (action !== 'nothing') this.#options.perform(action);
  }

  #spend(): void {
    this.#action = 'nothing';
    this.#stop();
    this.#options.onSpent();
  }

  #stop(): void {
    if (this.#timer === undefined) return;
    this.close();
    this.#options.onCountdown(undefined);
  }

  #tell(): void {
    const action = this.#action;
    if (action !== 'nothing') this.#options.onCountdown({ action, seconds: this.#left });
  }
}
