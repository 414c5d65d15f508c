import { afterEach, expect, test } from 'vitest';
import type { InfoHash } from '../../../engine/api/index.ts';
import { type EngineClient, startEngine } from '../../../engine/node/client.ts';
import { EngineSupervisor } from '../../../main/engine-supervisor.ts';
import type { EngineState } from '../../../preload/contract/index.ts';
import { until } from '../../support/wait.ts';

const script = new URL('./fake-host.mjs', import.meta.url);
const id = 'a'.repeat(40) as InfoHash;
const owned: { stop(ms: number): Promise<unknown> }[] = [];

afterEach(async () => {
  await Promise.all(owned.splice(0).map((one) => one.stop(50)));
});

async function start(version: string): Promise<EngineClient> {
  const started = await startEngine(script, { profileDir: '/tmp', version });
  if (!started.ok) throw new Error(started.message);
  owned.push(started.value);
  return started.value;
}

test('calls and events go through the port', async () => {
  const client = await start('1');
  const deltas: unknown[] = [];
  const off = client.on('delta', (delta) => deltas.push(delta));
  expect(await client.engine.pause([id])).toEqual({
    ok: true,
    value: { method: 'pause', args: [[id]] },
  });
  await client.engine.watch(true);
  await until(() => deltas.length === 1, { what: 'the delta' });
  off();
  await client.engine.watch(true);
  await client.engine.list();
  expect(deltas).toHaveLength(1);
});

test('an engine that cannot start says why', async () => {
  expect(await startEngine(script, { profileDir: '/tmp', version: 'refuses' })).toMatchObject({
    ok: false,
    code: 'store-damaged',
  });
  expect(await startEngine(script, { profileDir: '/tmp', version: 'throws' })).toMatchObject({
    ok: false,
    code: 'engine-down',
    message: 'The engine has stopped: no engine today.',
  });
});

test('when the worker dies, what waits is answered, and so is what comes later', async () => {
  const client = await start('1');
  const waiting = client.engine.announceNow([id]);
  void client.engine.recheck([id]);
  expect(await waiting).toMatchObject({ ok: false, code: 'engine-down' });
  expect(await client.ended).toMatchObject({ ok: false, code: 'engine-down' });
  expect(await client.engine.list()).toMatchObject({ ok: false, code: 'engine-down' });
});

test('what cannot be sent is a fault, not an exception', async () => {
  const client = await start('1');
  const uncloneable = (() => undefined) as unknown as InfoHash;
  expect(await client.engine.pause([uncloneable])).toMatchObject({
    ok: false,
    code: 'engine-internal',
  });
});

test('stopping is bounded: a worker that hangs is ended', async () => {
  const client = await start('hangs');
  const from = performance.now();
  expect(await client.stop(100)).toMatchObject({ ok: false, code: 'engine-slow' });
  expect(performance.now() - from).toBeLessThan(2000);
  expect(await client.ended).toMatchObject({ ok: true });
});

function supervise(version: string) {
  const states: EngineState['phase'][] = [];
  const told: string[] = [];
  const supervisor = new EngineSupervisor({
    script,
    host: { profileDir: '/tmp', version },
    onState: (state) => states.push(state.phase),
    onDelta: ({ text }) => told.push(text),
    onNews: () => undefined,
  });
  owned.push(supervisor);
  return { supervisor, states, told };
}

test('a dead engine is started again, and calls wait for it', async () => {
  const { supervisor, states } = supervise('1');
  const early = supervisor.call((engine) => engine.list());
  void supervisor.start();
  expect(await early).toMatchObject({ ok: true });
  await supervisor.call((engine) => engine.recheck([id]));
  expect(await supervisor.call((engine) => engine.list())).toMatchObject({ ok: true });
  expect(states).toEqual(['running', 'restarting', 'running']);
});

test('an engine waits for the window with what it does not show; one that is started anew need not', async () => {
  const { supervisor, told } = supervise('1');
  const isWaiting = () => supervisor.call((engine) => engine.status());
  await supervisor.start();
  expect(await isWaiting()).toEqual({ ok: true, value: true });
  supervisor.windowShown();
  await until(() => told.includes('shown'), { what: 'the engine to hear of the window' });
  await supervisor.call((engine) => engine.recheck([id]));
  expect(await isWaiting()).toEqual({ ok: true, value: false });
});

test('a window that is drawn while the engine starts is told of when it has started', async () => {
  const { supervisor, told } = supervise('1');
  const starting = supervisor.start();
  supervisor.windowShown();
  await starting;
  await until(() => told.includes('shown'), { what: 'the engine to hear of the window' });
});

test('an engine that refuses to start is not tried again by itself; the user can', async () => {
  const { supervisor, states } = supervise('refuses');
  await supervisor.start();
  expect(await supervisor.call((engine) => engine.list())).toMatchObject({
    ok: false,
    code: 'store-damaged',
  });
  supervisor.restart();
  expect(await supervisor.call((engine) => engine.list())).toMatchObject({
    ok: false,
    code: 'store-damaged',
  });
  expect(states).toEqual(['failed', 'starting', 'failed']);
});

test('after stop nothing is called any more, and nothing waits', async () => {
  const { supervisor } = supervise('1');
  const waiting = supervisor.call((engine) => engine.list());
  await supervisor.stop(100);
  expect(await waiting).toMatchObject({ ok: false, code: 'engine-down' });
});
