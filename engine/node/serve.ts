import type { MessagePort } from 'node:worker_threads';
import {
  type Engine,
  encodeDelta,
  type FullDelta,
  fault,
  type Result,
  type TorrentDelta,
} from '../api/index.ts';
import {
  type CallMessage,
  type EngineMethod,
  engineMethods,
  type HostMessage,
  type ToHost,
} from './protocol.ts';

/** Main and the window take a part in a few milliseconds, and paint in between. */
const ROWS_PER_MESSAGE = 500;
const PACE_MS = 16;

/** Splits a large delta; the rows of all parts together are those of the whole. */
export function* splitDelta(delta: TorrentDelta, full: boolean): Generator<FullDelta> {
  const { added, changed, removed, status, organisation } = delta;
  const rows = Math.max(added.length, changed.length);
  yield {
    full,
    last: full && rows <= ROWS_PER_MESSAGE,
    added: added.slice(0, ROWS_PER_MESSAGE),
    changed: changed.slice(0, ROWS_PER_MESSAGE),
    removed,
    status,
    ...(organisation === undefined ? {} : { organisation }),
  };
  for (let from = ROWS_PER_MESSAGE; from < rows; from += ROWS_PER_MESSAGE) {
    yield {
      full: false,
      last: full && from + ROWS_PER_MESSAGE >= rows,
      added: added.slice(from, from + ROWS_PER_MESSAGE),
      changed: changed.slice(from, from + ROWS_PER_MESSAGE),
      removed: [],
      status: {},
    };
  }
}

const isMethod = new Set<string>(engineMethods);

async function run(engine: Engine, call: CallMessage): Promise<Result<unknown>> {
  if (!isMethod.has(call.method)) {
    return fault('engine-internal', call.method, `The engine has no method "${call.method}".`);
  }
  try {
    const method = engine[call.method] as (...args: unknown[]) => Promise<Result<unknown>>;
    return await method.apply(engine, [...call.args]);
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return fault(
      'engine-internal',
      call.method,
      `The engine failed at "${call.method}": ${reason}`,
    );
  }
}

/** What can be answered while torrents of the last time are still being brought back. */
const atOnce = new Set<EngineMethod>([
  'watch',
  'keepFirst',
  'list',
  'status',
  'settings',
  'details',
  'loadValues',
  'saveValues',
  'stop',
]);

/** Sends what there is to send one part after the other, never two at once: thousands of rows hold nobody's loop. */
class Paced {
  readonly #send: (part: FullDelta) => void;
  #parts: FullDelta[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (part: FullDelta) => void) {
    this.#send = send;
  }

  push(parts: Iterable<FullDelta>): void {
    for (const part of parts) {
      // Whatever waits is told anew by a full one.
      if (part.full) this.#parts = [];
      this.#parts.push(part);
    }
    if (this.#timer === undefined) this.#next();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#parts = [];
  }

  #next(): void {
    this.#timer = undefined;
    const part = this.#parts.shift();
    if (part === undefined) return;
    this.#send(part);
    this.#timer = setTimeout(() => this.#next(), PACE_MS);
  }
}

/** Answers calls from the port with the engine, and sends its events. Returns the function that ends it. */
export function serveEngine(port: MessagePort, engine: Engine): () => void {
  const post = (message: HostMessage): void => port.postMessage(message);
  const paced = new Paced((delta) =>
    post({ kind: 'delta', value: { full: delta.full, text: encodeDelta(delta) } }),
  );
  let nextIsFull = false;

  const offDelta = engine.on('delta', (delta) => {
    paced.push(splitDelta(delta, nextIsFull));
    nextIsFull = false;
  });
  const offNews = engine.on('news', (value) => {
    // Ten thousand of them at the start are nothing that anybody over there wants to hear.
    if (value.kind !== 'seeding') post({ kind: 'news', value });
  });

  const answer = async (call: CallMessage): Promise<void> => {
    if (!atOnce.has(call.method)) await engine.restored;
    post({ kind: 'reply', id: call.id, result: await run(engine, call) });
  };
  const onMessage = (call: ToHost): void => {
    if (call.kind !== 'call') return;
    if (call.method === 'watch') nextIsFull = call.args[0] === true;
    void answer(call);
  };
  port.on('message', onMessage);

  return () => {
    offDelta();
    offNews();
    paced.end();
    port.off('message', onMessage);
  };
}
