// A worker that speaks the engine's port with scripted answers.
import { parentPort, workerData } from 'node:worker_threads';

if (workerData.version === 'refuses') {
  const fault = { ok: false, code: 'store-damaged', subject: 'x.db', message: 'Damaged.' };
  parentPort.postMessage({ kind: 'started', result: fault });
} else if (workerData.version === 'throws') {
  throw new Error('no engine today');
} else {
  parentPort.postMessage({ kind: 'started', result: { ok: true, value: undefined } });
}

parentPort.on('message', ({ id, method, args }) => {
  if (method === 'recheck') throw new Error('crashed on purpose');
  if (method === 'stop' && workerData.version === 'hangs') return;
  if (method === 'announceNow') return;
  parentPort.postMessage({ kind: 'reply', id, result: { ok: true, value: { method, args } } });
  if (method === 'watch') {
    const value = { full: true, text: '{}' };
    parentPort.postMessage({ kind: 'delta', value });
  }
});
