import { parentPort, workerData } from 'node:worker_threads';
import { done } from '../api/index.ts';
import { createNodeEngine } from './create.ts';
import type { HostMessage, HostOptions } from './protocol.ts';
import { serveEngine } from './serve.ts';

/** The worker thread that the engine lives in. */
const port = parentPort;
if (port === null) throw new Error('host.ts runs in a worker thread only');

const post = (message: HostMessage): void => port.postMessage(message);

const created = await createNodeEngine(workerData as HostOptions);
if (created.ok) {
  serveEngine(port, created.value);
  post({ kind: 'started', result: done });
} else {
  post({ kind: 'started', result: created });
}
