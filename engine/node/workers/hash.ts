import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { FileRunHasher } from '../hasher/file-run.ts';
import type { FromLane, ToLane } from '../hasher/protocol.ts';

const port = parentPort;
if (port === null) throw new Error('This file is a worker thread.');

const memories = new Map<number, SharedArrayBuffer>();
const files = new FileRunHasher();

function hashViews(jobs: readonly number[]): Uint8Array {
  const digests = new Uint8Array((jobs.length / 3) * 20);
  for (let i = 0; i < jobs.length; i += 3) {
    const memory = memories.get(jobs[i] as number) as SharedArrayBuffer;
    const view = new Uint8Array(memory, jobs[i + 1], jobs[i + 2]);
    digests.set(createHash('sha1').update(view).digest(), (i / 3) * 20);
  }
  return digests;
}

port.on('message', (message: ToLane) => {
  switch (message.kind) {
    case 'memory':
      memories.set(message.id, message.memory);
      break;
    case 'forget':
      memories.delete(message.id);
      break;
    case 'views':
      port.postMessage({ kind: 'views', digests: hashViews(message.jobs) } satisfies FromLane);
      break;
    case 'run':
      port.postMessage({ kind: 'run', hashed: files.hash(message.run) } satisfies FromLane);
      break;
  }
});
