import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';

// The engine in its worker thread, as the app starts it, in a process of its own: each line of stdin is a call,
// each line of stdout a message of the worker.
const [script, options] = process.argv.slice(2);
const worker = new Worker(new URL(script), { workerData: JSON.parse(options) });
worker.on('message', (message) => process.stdout.write(`${JSON.stringify(message)}\n`));
worker.on('error', (error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
worker.on('exit', () => process.exit());

const revive = (_key, value) =>
  typeof value?.base64 === 'string' ? new Uint8Array(Buffer.from(value.base64, 'base64')) : value;

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => worker.postMessage(JSON.parse(line, revive)));
lines.on('close', () => void worker.terminate());
