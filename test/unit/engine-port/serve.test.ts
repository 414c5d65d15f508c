import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import type {
  Engine,
  EngineEvents,
  InfoHash,
  TorrentDelta,
  TorrentSnapshot,
} from '../../../engine/api/index.ts';
import type { HostMessage } from '../../../engine/node/protocol.ts';
import { serveEngine, splitDelta } from '../../../engine/node/serve.ts';
import { until } from '../../support/wait.ts';

const rows = (count: number) =>
  Array.from(
    { length: count },
    (_, index) => ({ id: String(index) as InfoHash }) as TorrentSnapshot,
  );
const delta = (added: number, changed: number): TorrentDelta => ({
  added: rows(added),
  changed: rows(changed),
  removed: ['x' as InfoHash],
  status: { dhtNodes: 1 },
});

test('a large delta goes in parts that together are the whole', () => {
  const parts = [...splitDelta(delta(2500, 10), true)];
  expect(parts.map((part) => part.added.length)).toEqual([1000, 1000, 500]);
  expect(parts.flatMap((part) => part.added)).toEqual(rows(2500));
  expect(parts.flatMap((part) => part.changed)).toHaveLength(10);
  expect(parts.map((part) => part.full)).toEqual([true, false, false]);
  expect(parts.flatMap((part) => part.removed)).toHaveLength(1);
  expect([...splitDelta(delta(0, 0), false)]).toHaveLength(1);
});

test('only the first delta after a watch that begins is full; an unknown method is a fault', async () => {
  const { port1, port2 } = new MessageChannel();
  const received: HostMessage[] = [];
  port2.on('message', (message: HostMessage) => received.push(message));
  let tell: (value: EngineEvents['delta']) => void = () => undefined;
  const engine = {
    on: (event: string, listener: (value: never) => void) => {
      if (event === 'delta') tell = listener as typeof tell;
      return () => undefined;
    },
    watch: async () => ({ ok: true, value: undefined }),
    list: async () => {
      throw new Error('broken inside');
    },
  } as unknown as Engine;
  const end = serveEngine(port1, engine);
  tell(delta(0, 1));
  port2.postMessage({ kind: 'call', id: 1, method: 'watch', args: [true] });
  await until(() => received.length === 2, { what: 'the reply' });
  tell(delta(1, 0));
  tell(delta(0, 1));
  port2.postMessage({ kind: 'call', id: 2, method: 'constructor', args: [] });
  port2.postMessage({ kind: 'call', id: 3, method: 'list', args: [] });
  await until(() => received.length === 6, { what: 'all messages' });
  expect(received.filter((one) => one.kind === 'delta').map((one) => one.value.full)).toEqual([
    false,
    true,
    false,
  ]);
  expect(received.filter((one) => one.kind === 'reply').map((one) => one.result.ok)).toEqual([
    true,
    false,
    false,
  ]);
  end();
  port1.close();
});
