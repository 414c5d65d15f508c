import { parentPort, workerData } from 'node:worker_threads';
import { done } from '../core/result.ts';
import type { HostMessage, HostOptions } from './protocol.ts';
import { StoreStart } from './store/store.ts';

/** The worker thread that the engine lives in. */
const port = parentPort;
if (port === null) throw new Error('host.ts runs in a worker thread only');

const post = (message: HostMessage): void => port.postMessage(message);

const options = workerData as HostOptions;
// The profile is opened in its own thread while the engine's code is still being loaded here.
const store = new StoreStart(options.profileDir);
const [{ createNodeEngine }, { serveEngine }] = await Promise.all([
  import('./create.ts'),
  import('./serve.ts'),
]);
const created = await createNodeEngine({ ...options, store });
if (created.ok) {
  serveEngine(port, created.value);
  post({ kind: 'started', result: done });
} else {
  post({ kind: 'started', result: created });
}
