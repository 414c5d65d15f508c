import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { FileRunHasher } from '../hasher/file-run.ts';
import type { FromLane, ToLane } from '../hasher/protocol.ts';

const port = parentPort;
if (port === null) throw new Error('This file is a worker thread.');

const memories = new Map<number, SharedArrayBuffer>();
const files = new FileRunHasher();

/** Bytes hashed at once, and how far the look ahead goes. */
const STEP = 64 * 1024;
const PAGE = 4 * 1024;
const seen = new Uint8Array(1);

/**
 * A piece was written by another core. The hash waits for each page's first bytes in turn, a third of its
 * time; asked for together beforehand, they come side by side.
 */
function sha1(view: Uint8Array): Uint8Array {
  const hash = createHash('sha1');
  for (let at = 0; at < view.length; at += STEP) {
    const end = Math.min(at + STEP, view.length);
    for (let page = at; page < end; page += PAGE) seen[0] = view[page] as number;
    hash.update(view.subarray(at, end));
  }
  return hash.digest();
}

function hashViews(jobs: readonly number[]): Uint8Array {
  const digests = new Uint8Array((jobs.length / 3) * 20);
  for (let i = 0; i < jobs.length; i += 3) {
    const memory = memories.get(jobs[i] as number) as SharedArrayBuffer;
    const view = new Uint8Array(memory, jobs[i + 1], jobs[i + 2]);
    digests.set(sha1(view), (i / 3) * 20);
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
