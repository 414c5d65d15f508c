import { type EngineApi, fault, type Result } from '../engine/api/index.ts';
import {
  type EngineClient,
  type HostOptions,
  type PortEvents,
  startEngine,
} from '../engine/node/client.ts';
import type { EngineState, PlainFault } from '../preload/contract/index.ts';

export interface SupervisorOptions {
  /** The built worker. */
  readonly script: string | URL;
  readonly host: HostOptions;
  onState(state: EngineState): void;
  onDelta(delta: PortEvents['delta']): void;
  onNews(news: PortEvents['news']): void;
}

/** Waits before each restart; after the last one the user is asked. */
const BACKOFF_MS = [300, 1000, 3000, 10_000] as const;
/** After running this long, a crash counts as the first again. */
const HEALTHY_MS = 60_000;

/** Keeps the engine's worker alive: starts it, starts it again when it dies, and says so. */
export class EngineSupervisor {
  readonly #options: SupervisorOptions;
  #state: EngineState = { phase: 'starting' };
  #client: EngineClient | undefined;
  #waiting: (() => void)[] = [];
  #crashes = 0;
  #startedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopping = false;
  #generation = 0;
  #isShown = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  get state(): EngineState {
    return this.#state;
  }

  /** Calls the engine as soon as it runs; a fault when it cannot. */
  async call<T>(run: (engine: EngineApi) => Promise<Result<T>>): Promise<Result<T>> {
    while (this.#state.phase === 'starting' || this.#state.phase === 'restarting') {
      if (this.#stopping) break;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    if (this.#client !== undefined && !this.#stopping) return run(this.#client.engine);
    if (this.#state.phase === 'failed') return { ok: false, ...this.#state.fault };
    return fault('engine-down', '', 'Skein is closing.');
  }

  async start(): Promise<void> {
    const generation = ++this.#generation;
    this.#startedAt = Date.now();
    const host = { ...this.#options.host, window: !this.#isShown };
    const started = await startEngine(this.#options.script, host);
    if (generation !== this.#generation || this.#stopping) {
      if (started.ok) await started.value.stop(3000);
      return;
    }
    if (!started.ok) {
      if (started.code === 'engine-down') this.#crashed(started);
      else this.#enter({ phase: 'failed', fault: started });
      return;
    }
    const client = started.value;
    this.#client = client;
    if (this.#isShown) client.shown();
    client.on('delta', this.#options.onDelta);
    client.on('news', this.#options.onNews);
    void client.ended.then((end) => {
      if (this.#client !== client) return;
      this.#client = undefined;
      if (!end.ok) this.#crashed(end);
    });
    this.#enter({ phase: 'running' });
  }

  /** The window has been drawn, or there is none to wait for. */
  windowShown(): void {
    this.#isShown = true;
    this.#client?.shown();
  }

  /** The user wants another try after it failed. */
  restart(): void {
    if (this.#state.phase !== 'failed' || this.#stopping) return;
    this.#crashes = 0;
    this.#enter({ phase: 'starting' });
    void this.start();
  }

  /** Saves and ends. Later calls fail. */
  async stop(ms: number): Promise<Result<void>> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    this.#wake();
    const client = this.#client;
    return client === undefined ? { ok: true, value: undefined } : client.stop(ms);
  }

  #crashed(reason: PlainFault): void {
    if (this.#stopping) return;
    if (Date.now() - this.#startedAt > HEALTHY_MS) this.#crashes = 0;
    const wait = BACKOFF_MS[this.#crashes++];
    const { code, message, subject } = reason;
    if (wait === undefined) {
      this.#enter({ phase: 'failed', fault: { code, message, subject } });
      return;
    }
    this.#enter({ phase: 'restarting', fault: { code, message, subject } });
    this.#timer = setTimeout(() => void this.start(), wait);
  }

  #enter(state: EngineState): void {
    this.#state = state;
    this.#options.onState(state);
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
