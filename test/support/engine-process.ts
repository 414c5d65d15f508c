import { fileURLToPath } from 'node:url';
import type { EngineApi, EngineNews, Result } from '../../engine/api/index.ts';
import type { HostMessage } from '../../engine/node/protocol.ts';
import { engineHostUrl } from '../../engine/node/worker-url.ts';
import type { EngineSettings } from '../../engine/settings/schema.ts';
import type { Inside, ManagedProcess, ProcessGroup } from './process-group.ts';
import { until, within } from './wait.ts';

const SCRIPT = fileURLToPath(new URL('./engine-process.mjs', import.meta.url));

type Value<M extends keyof EngineApi> =
  Awaited<ReturnType<EngineApi[M]>> extends Result<infer V> ? V : never;

export interface EngineProcessOptions {
  readonly group: ProcessGroup;
  readonly profileDir: string;
  readonly settings: Partial<EngineSettings>;
  readonly inside?: Inside;
}

/** The built engine as a process of its own, where the test needs to put it, and its whole face. */
export class EngineProcess {
  readonly process: ManagedProcess;
  readonly news: EngineNews[] = [];
  readonly #waiting = new Map<number, (result: Result<unknown>) => void>();
  #started: Result<void> | undefined;
  #calls = 0;

  private constructor(options: EngineProcessOptions) {
    const { group, profileDir, settings, inside } = options;
    const given = JSON.stringify({ profileDir, version: '0.1.0', overrides: settings });
    this.process = group.spawn(process.execPath, [SCRIPT, engineHostUrl().href, given], {
      name: 'engine',
      inside,
      stdin: true,
      onLine: (line) => this.#received(JSON.parse(line) as HostMessage),
    });
  }

  static async start(options: EngineProcessOptions): Promise<EngineProcess> {
    const engine = new EngineProcess(options);
    await until(() => engine.#started !== undefined || !engine.process.running, {
      timeout: 20_000,
      what: () => `the start of ${engine.process.tail()}`,
    });
    const started = engine.#started;
    if (started === undefined || !started.ok)
      throw new Error(`${started?.message ?? 'It ended'}: ${engine.process.tail()}`);
    return engine;
  }

  /** The value, or an exception with the fault's words. Bytes are given as `bytes(…)`. */
  async call<M extends keyof EngineApi>(method: M, ...args: unknown[]): Promise<Value<M>> {
    const id = ++this.#calls;
    const reply = new Promise<Result<unknown>>((resolve) => this.#waiting.set(id, resolve));
    this.process.child.stdin?.write(`${JSON.stringify({ kind: 'call', id, method, args })}\n`);
    const result = await within(30_000, `${method} of ${this.process.name}`, reply);
    if (!result.ok) throw new Error(`${method}: ${result.message}`);
    return result.value as Value<M>;
  }

  /** Ends the engine as a quit does, and then its process. Returns the milliseconds it took. */
  async stop(): Promise<number> {
    const before = performance.now();
    await this.call('stop');
    const took = performance.now() - before;
    this.process.child.stdin?.end();
    await within(5_000, `the end of ${this.process.name}`, this.process.ended);
    return took;
  }

  #received(message: HostMessage): void {
    if (message.kind === 'started') this.#started = message.result;
    else if (message.kind === 'news') this.news.push(message.value);
    else if (message.kind === 'reply') {
      this.#waiting.get(message.id)?.(message.result);
      this.#waiting.delete(message.id);
    }
  }
}

/** How bytes are written in a call. */
export const bytes = (value: Uint8Array): unknown => ({
  base64: Buffer.from(value).toString('base64'),
});
