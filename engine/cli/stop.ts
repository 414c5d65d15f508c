/** When to end: a signal, a time, or something that makes a new look worth while. */
export class Stop {
  asked = false;
  #wake: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #onSignal = (): void => this.ask();

  constructor() {
    process.on('SIGINT', this.#onSignal);
    process.on('SIGTERM', this.#onSignal);
  }

  ask(): void {
    this.asked = true;
    this.poke();
  }

  after(ms: number): void {
    this.#timer = setTimeout(() => this.ask(), ms);
  }

  poke(): void {
    this.#wake?.();
  }

  /** Resolves after the time, or sooner when something happened. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    process.off('SIGINT', this.#onSignal);
    process.off('SIGTERM', this.#onSignal);
  }
}
