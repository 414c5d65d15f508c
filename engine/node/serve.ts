import type { MessagePort } from 'node:worker_threads';
import { type Engine, fault, type Result, type TorrentDelta } from '../api/index.ts';
import { type CallMessage, engineMethods, type HostMessage, type PortDelta } from './protocol.ts';

/** Main passes a delta on in one go; thousands of rows at once would hold its loop. */
const ROWS_PER_MESSAGE = 1000;

/** Splits a large delta; the rows of all parts together are those of the whole. */
export function* splitDelta(delta: TorrentDelta, full: boolean): Generator<PortDelta> {
  const { added, changed, removed, status, organisation } = delta;
  yield {
    full,
    added: added.slice(0, ROWS_PER_MESSAGE),
    changed: changed.slice(0, ROWS_PER_MESSAGE),
    removed,
    status,
    ...(organisation === undefined ? {} : { organisation }),
  };
  const rows = Math.max(added.length, changed.length);
  for (let from = ROWS_PER_MESSAGE; from < rows; from += ROWS_PER_MESSAGE) {
    yield {
      full: false,
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

/** Answers calls from the port with the engine, and sends its events. Returns the function that ends it. */
export function serveEngine(port: MessagePort, engine: Engine): () => void {
  const post = (message: HostMessage): void => port.postMessage(message);
  let nextIsFull = false;

  const offDelta = engine.on('delta', (delta) => {
    for (const part of splitDelta(delta, nextIsFull)) post({ kind: 'delta', value: part });
    nextIsFull = false;
  });
  const offNews = engine.on('news', (value) => post({ kind: 'news', value }));

  const onMessage = (call: CallMessage): void => {
    if (call.method === 'watch') nextIsFull = call.args[0] === true;
    void run(engine, call).then((result) => post({ kind: 'reply', id: call.id, result }));
  };
  port.on('message', onMessage);

  return () => {
    offDelta();
    offNews();
    port.off('message', onMessage);
  };
}
