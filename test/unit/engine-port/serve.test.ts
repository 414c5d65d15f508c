import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import {
  decodeDelta,
  type Engine,
  type EngineEvents,
  type InfoHash,
  type TorrentDelta,
  type TorrentSnapshot,
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
  const parts = [...splitDelta(delta(1200, 10), true)];
  expect(parts.map((part) => part.added.length)).toEqual([500, 500, 200]);
  expect(parts.flatMap((part) => part.added)).toEqual(rows(1200));
  expect(parts.flatMap((part) => part.changed)).toHaveLength(10);
  expect(parts.map((part) => part.full)).toEqual([true, false, false]);
  expect(parts.map((part) => part.last)).toEqual([false, false, true]);
  expect([...splitDelta(delta(1200, 10), false)].some((part) => part.last)).toBe(false);
  expect([...splitDelta(delta(0, 0), true)]).toMatchObject([{ full: true, last: true }]);
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

test('while torrents of the last time are still coming back, what needs all of them waits, and looking does not', async () => {
  const { port1, port2 } = new MessageChannel();
  const received: HostMessage[] = [];
  port2.on('message', (message: HostMessage) => received.push(message));
  let whole: () => void = () => undefined;
  const good = async () => ({ ok: true, value: undefined });
  const engine = {
    on: () => () => undefined,
    restored: new Promise<void>((resolve) => {
      whole = resolve;
    }),
    list: good,
    add: good,
  } as unknown as Engine;
  const end = serveEngine(port1, engine);
  port2.postMessage({ kind: 'call', id: 1, method: 'add', args: [] });
  port2.postMessage({ kind: 'call', id: 2, method: 'list', args: [] });
  await until(() => received.length === 1, { what: 'the list' });
  expect(received[0]).toMatchObject({ kind: 'reply', id: 2 });
  whole();
  await until(() => received.length === 2, { what: 'the other reply' });
  expect(received[1]).toMatchObject({ kind: 'reply', id: 1 });
  end();
  port1.close();
});

test('parts of a large delta come one after the other, and a new full one takes the place of those that wait', async () => {
  const { port1, port2 } = new MessageChannel();
  const received: number[] = [];
  port2.on('message', (message: HostMessage) => {
    if (message.kind === 'delta') received.push(decodeDelta(message.value.text).added.length);
  });
  let tell: (value: EngineEvents['delta']) => void = () => undefined;
  const engine = {
    on: (event: string, listener: (value: never) => void) => {
      if (event === 'delta') tell = listener as typeof tell;
      return () => undefined;
    },
    watch: async () => ({ ok: true, value: undefined }),
  } as unknown as Engine;
  const end = serveEngine(port1, engine);
  tell(delta(1200, 0));
  await until(() => received.length === 3, { what: 'all parts' });
  tell(delta(12_000, 0));
  port2.postMessage({ kind: 'call', id: 1, method: 'watch', args: [true] });
  await until(() => received.length > 3, { what: 'a second part', interval: 1 });
  tell(delta(600, 0));
  await until(() => received.at(-1) === 100, { what: 'the end of the new one' });
  expect(received.length).toBeLessThan(20);
  end();
  port1.close();
});
