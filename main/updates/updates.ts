import type { PlainFault, UpdateState } from '../../preload/contract/index.ts';

/** What can look for, fetch and install a newer version of the program. */
export interface Updater {
  /** The newer version that is offered to this computer; undefined when there is none. */
  check(): Promise<string | undefined>;
  /** Fetches and verifies it; tells how far it is, 0 … 1. */
  download(onProgress: (fraction: number) => void): Promise<void>;
  /** Ends the program and starts the new version. */
  install(): void;
}

export interface UpdatesOptions {
  /** Undefined where something else keeps the program up to date; `why` says what. */
  readonly updater: Updater | undefined;
  readonly why: 'system' | 'development';
  readonly version: string;
  isWanted(): boolean;
  now(): number;
  onState(state: UpdateState): void;
  onFault(fault: PlainFault): void;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Not at once: the start belongs to the torrents. */
const FIRST_MS = 60_000;
const LOOK_MS = 60 * 60 * 1000;

/** Compares "1.10.0" and "1.9.3" as numbers; what follows a dash makes a version older. */
export function isNewer(version: string, than: string): boolean {
  const parts = (text: string): number[] => text.split(/[.-]/, 3).map((part) => Number(part) || 0);
  const [a, b] = [parts(version), parts(than)];
  for (let at = 0; at < 3; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return than.includes('-') && !version.includes('-');
}

/**
 * Looks for a newer version once a day, fetches it in the background, and waits for the user to say when to
 * restart. Never goes back to an older one.
 */
export class Updates {
  readonly #options: UpdatesOptions;
  #state: UpdateState;
  #timer: NodeJS.Timeout | undefined;
  #checkedAt = Number.NEGATIVE_INFINITY;
  #busy = false;

  constructor(options: UpdatesOptions) {
    this.#options = options;
    this.#state =
      options.updater === undefined ? { phase: 'off', why: options.why } : { phase: 'idle' };
  }

  get state(): UpdateState {
    return this.#state;
  }

  start(): void {
    if (this.#options.updater === undefined) return;
    const look = (): void => {
      this.#timer = setTimeout(look, LOOK_MS);
      const isDue = this.#options.now() - this.#checkedAt >= DAY_MS;
      if (isDue && this.#options.isWanted()) void this.check();
    };
    this.#timer = setTimeout(look, FIRST_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  async check(): Promise<void> {
    const { updater, version } = this.#options;
    if (updater === undefined || this.#busy || this.#state.phase === 'ready') return;
    this.#busy = true;
    this.#checkedAt = this.#options.now();
    this.#enter({ phase: 'checking' });
    try {
      const found = await updater.check();
      if (found === undefined || !isNewer(found, version)) this.#enter({ phase: 'current' });
      else await this.#fetch(updater, found);
    } catch (error) {
      const message = `Skein could not look for a new version: ${(error as Error).message}`;
      const fault = { code: 'update-failed', subject: version, message };
      this.#enter({ phase: 'failed', fault });
      this.#options.onFault(fault);
    } finally {
      this.#busy = false;
    }
  }

  /** Only when the user says so. False when there is nothing to install. */
  install(): boolean {
    if (this.#state.phase !== 'ready') return false;
    this.#options.updater?.install();
    return true;
  }

  async #fetch(updater: Updater, version: string): Promise<void> {
    this.#enter({ phase: 'downloading', version, fraction: 0 });
    await updater.download((fraction) => this.#enter({ phase: 'downloading', version, fraction }));
    this.#enter({ phase: 'ready', version });
  }

  #enter(state: UpdateState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}
