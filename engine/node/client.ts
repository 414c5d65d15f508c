import { Worker } from 'node:worker_threads';
import { type EngineApi, fault, ok, type Result } from '../api/index.ts';
import {
  type EngineMethod,
  engineMethods,
  type HostMessage,
  type HostOptions,
  type PortEvents,
  type ToHost,
} from './protocol.ts';

export type { HostOptions, PortDelta, PortEvents } from './protocol.ts';

type Listener<K extends keyof PortEvents> = (value: PortEvents[K]) => void;

/** The engine in its worker thread, with the face it has in its own thread. */
export interface EngineClient {
  readonly engine: EngineApi;
  on<K extends keyof PortEvents>(event: K, listener: Listener<K>): () => void;
  /** Resolves when the worker is gone: with the reason when nobody asked for it. */
  readonly ended: Promise<Result<void>>;
  /** The window has been drawn, or there will be none. */
  shown(): void;
  /** Saves and ends; after `ms` the worker is ended whatever it does. */
  stop(ms: number): Promise<Result<void>>;
}

const gone = (reason: string, stack: string): Result<never> =>
  fault(
    'engine-down',
    '',
    `The engine has stopped: ${reason}.`,
    stack === '' ? undefined : { stack },
  );

class Port implements EngineClient {
  readonly engine: EngineApi;
  readonly ended: Promise<Result<void>>;
  readonly #worker: Worker;
  readonly #pending = new Map<number, (result: Result<unknown>) => void>();
  readonly #listeners = {
    delta: new Set<Listener<'delta'>>(),
    news: new Set<Listener<'news'>>(),
  };
  #nextId = 1;
  #down: Result<never> | undefined;
  #stopping = false;

  constructor(worker: Worker, onStarted: (result: Result<void>) => void) {
    this.#worker = worker;
    this.engine = Object.fromEntries(
      engineMethods.map((method) => [method, (...args: unknown[]) => this.#call(method, args)]),
    ) as unknown as EngineApi;
    let reason = '';
    let stack = '';
    worker.on('message', (message: HostMessage) => {
      if (message.kind === 'started') onStarted(message.result);
      else this.#receive(message);
    });
    worker.on('messageerror', (error) => {
      reason = error.message;
      void worker.terminate();
    });
    worker.on('error', (error) => {
      reason = error instanceof Error ? error.message : String(error);
      stack = error instanceof Error ? (error.stack ?? '') : '';
    });
    this.ended = new Promise((resolve) => {
      worker.once('exit', (code) => {
        const down = gone(reason || `its thread ended with code ${code}`, stack);
        this.#down = down;
        for (const settle of this.#pending.values()) settle(down);
        this.#pending.clear();
        onStarted(down);
        resolve(this.#stopping ? ok(undefined) : down);
      });
    });
  }

  on<K extends keyof PortEvents>(event: K, listener: Listener<K>): () => void {
    const set: Set<Listener<K>> = this.#listeners[event] as unknown as Set<Listener<K>>;
    set.add(listener);
    return () => {
      set.delete(listener);
    };
  }

  shown(): void {
    this.#post({ kind: 'shown' });
  }

  async stop(ms: number): Promise<Result<void>> {
    this.#stopping = true;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Result<void>>((resolve) => {
      timer = setTimeout(
        () => resolve(fault('engine-slow', '', `The engine did not end within ${ms} ms.`, { ms })),
        ms,
      );
    });
    const result = await Promise.race([this.engine.stop(), late]);
    clearTimeout(timer);
    await this.#worker.terminate();
    return result;
  }

  #call(method: EngineMethod, args: readonly unknown[]): Promise<Result<unknown>> {
    if (this.#down !== undefined) return Promise.resolve(this.#down);
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#pending.set(id, resolve);
      try {
        this.#post({ kind: 'call', id, method, args });
      } catch (error) {
        this.#pending.delete(id);
        const reason = error instanceof Error ? error.message : String(error);
        resolve(
          fault('engine-internal', method, `"${method}" cannot be sent to the engine: ${reason}`),
        );
      }
    });
  }

  #post(message: ToHost): void {
    this.#worker.postMessage(message);
  }

  #receive(message: Exclude<HostMessage, { kind: 'started' }>): void {
    if (message.kind === 'reply') {
      this.#pending.get(message.id)?.(message.result);
      this.#pending.delete(message.id);
    } else if (message.kind === 'delta') {
      for (const listener of this.#listeners.delta) listener(message.value);
    } else {
      for (const listener of this.#listeners.news) listener(message.value);
    }
  }
}

/**
 * Starts the engine in a worker thread. `script` is the built host.ts. Fails with the engine's own fault
 * when it cannot start, and with `engine-down` when the thread dies first.
 */
export async function startEngine(
  script: string | URL,
  options: HostOptions,
): Promise<Result<EngineClient>> {
  const worker = new Worker(script, { workerData: options });
  let client: Port | undefined;
  const started = await new Promise<Result<void>>((resolve) => {
    client = new Port(worker, resolve);
  });
  if (!started.ok) {
    await worker.terminate();
    return started;
  }
  return ok(client as Port);
}
