import { parentPort, workerData } from 'node:worker_threads';
import { done } from '../../core/result.ts';
import { Keeper } from '../store/keeper.ts';
import type { FromStore, ToStore } from '../store/protocol.ts';

const port = parentPort;
if (port === null) throw new Error('This file is a worker thread.');

const send = (message: FromStore): void => port.postMessage(message);
const { profileDir } = workerData as { profileDir: string };
const opened = Keeper.open(profileDir, {
  trouble: (code, message) => send({ kind: 'trouble', code, message }),
});

if (!opened.ok) {
  send({ kind: 'opened', result: opened });
} else {
  const keeper = opened.value;
  port.on('message', (message: ToStore) => {
    if (message.kind === 'command') {
      keeper.ask(message.command, (result) => send({ kind: 'answer', id: message.id, result }));
    } else {
      // Without its port the thread ends by itself, after its last answer.
      void keeper.close().then(() => port.close());
    }
  });
  send({ kind: 'opened', result: done });
}
