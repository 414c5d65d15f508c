import { parentPort, workerData } from 'node:worker_threads';
import { done } from '../core/result.ts';
import type { HostMessage, HostOptions, ToHost } from './protocol.ts';
import { StoreStart } from './store/store.ts';

/** The worker thread that the engine lives in. */
const port = parentPort;
if (port === null) throw new Error('host.ts runs in a worker thread only');

const post = (message: HostMessage): void => port.postMessage(message);

/** A window that nobody ever draws does not keep the torrents away. */
const WINDOW_MS = 2_000;

const options = workerData as HostOptions;
const shown = new Promise<void>((resolve) => {
  if (options.window !== true) {
    resolve();
    return;
  }
  const timer = setTimeout(resolve, WINDOW_MS);
  port.on('message', (message: ToHost) => {
    if (message.kind !== 'shown') return;
    clearTimeout(timer);
    resolve();
  });
});
// The profile is opened in its own thread while the engine's code is still being loaded here.
const store = new StoreStart(options.profileDir);
const [{ createNodeEngine }, { serveEngine }] = await Promise.all([
  import('./create.ts'),
  import('./serve.ts'),
]);
const created = await createNodeEngine({ ...options, store, others: shown });
if (created.ok) {
  serveEngine(port, created.value);
  post({ kind: 'started', result: done });
} else {
  post({ kind: 'started', result: created });
}
