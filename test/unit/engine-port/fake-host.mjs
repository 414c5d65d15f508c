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

parentPort.on('message', ({ kind, id, method, args }) => {
  if (kind === 'shown') {
    parentPort.postMessage({ kind: 'delta', value: { full: false, text: 'shown' } });
    return;
  }
  if (method === 'status') {
    parentPort.postMessage({ kind: 'reply', id, result: { ok: true, value: workerData.window } });
    return;
  }
  if (method === 'recheck') throw new Error('crashed on purpose');
  if (method === 'stop' && workerData.version === 'hangs') return;
  if (method === 'announceNow') return;
  parentPort.postMessage({ kind: 'reply', id, result: { ok: true, value: { method, args } } });
  if (method === 'watch') {
    const value = { full: true, text: '{}' };
    parentPort.postMessage({ kind: 'delta', value });
  }
});
