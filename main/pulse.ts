import type { EngineApi, EngineSummary, Result } from '../engine/api/index.ts';

interface Source {
  call<T>(run: (engine: EngineApi) => Promise<Result<T>>): Promise<Result<T>>;
}

const EVERY_MS = 2000;

/**
 * Asks the engine every two seconds what it is doing, window or no window: for the tray, the task bar, and
 * whatever waits for the end of the downloads. Nobody is told what they know already.
 */
export class Pulse {
  readonly #source: Source;
  readonly #listeners = new Set<(summary: EngineSummary) => void>();
  #last: EngineSummary | undefined;
  #timer: NodeJS.Timeout | undefined;
  #asking = false;

  constructor(source: Source) {
    this.#source = source;
  }

  get last(): EngineSummary | undefined {
    return this.#last;
  }

  /** Hears of the last summary at once, and of each that differs from the one before. */
  listen(listener: (summary: EngineSummary) => void): void {
    this.#listeners.add(listener);
    if (this.#last !== undefined) listener(this.#last);
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.beat(), EVERY_MS);
    void this.beat();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async beat(): Promise<void> {
    // An engine that is starting answers late: one question at a time.
    if (this.#asking) return;
    this.#asking = true;
    const asked = await this.#source.call((engine) => engine.summary());
    this.#asking = false;
    if (!asked.ok || sameSummary(asked.value, this.#last)) return;
    this.#last = asked.value;
    for (const listener of this.#listeners) listener(asked.value);
  }
}

const sameSummary = (a: EngineSummary, b: EngineSummary | undefined): boolean =>
  b !== undefined && (Object.keys(a) as (keyof EngineSummary)[]).every((key) => a[key] === b[key]);
