import { expect, test } from 'vitest';
import { done, type EngineApi } from '../../../engine/api/index.ts';
import { Publisher } from '../../../main/publisher.ts';

const delta = (full: boolean, text = full ? 'everything' : 'a change') => ({ full, text });

function setUp() {
  const watched: boolean[] = [];
  const sent: string[] = [];
  const engine = {
    watch: async (on: boolean) => {
      watched.push(on);
      return done;
    },
  } as unknown as EngineApi;
  const publisher = new Publisher({ call: (run) => run(engine) }, (one) => sent.push(one));
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { publisher, watched, sent, settle };
}

test('nothing is watched until the window is visible and listens', async () => {
  const { publisher, watched, settle } = setUp();
  publisher.setVisible(true);
  await settle();
  expect(watched).toEqual([]);
  publisher.setListening(true);
  await settle();
  expect(watched).toEqual([false, true]);
});

test('a hidden window gets nothing, not even what was under way', async () => {
  const { publisher, watched, sent, settle } = setUp();
  publisher.setListening(true);
  publisher.setVisible(true);
  publisher.delta(delta(true));
  publisher.setVisible(false);
  publisher.delta(delta(false, 'late'));
  await settle();
  expect(watched.at(-1)).toBe(false);
  expect(sent).toHaveLength(1);
});

test('after a pause the first that passes carries everything', async () => {
  const { publisher, sent, settle } = setUp();
  publisher.setListening(true);
  publisher.setVisible(true);
  publisher.delta(delta(true));
  publisher.setVisible(false);
  publisher.setVisible(true);
  publisher.delta(delta(false, 'of the old watch'));
  publisher.delta(delta(true));
  publisher.delta(delta(false, 'new'));
  await settle();
  expect(sent).toEqual(['everything', 'everything', 'new']);
});

test('a page that starts anew, and an engine that was started again, begin from the start', async () => {
  const { publisher, watched, sent, settle } = setUp();
  publisher.setVisible(true);
  publisher.setListening(true);
  publisher.delta(delta(true));
  publisher.setListening(true);
  publisher.delta(delta(false));
  publisher.delta(delta(true));
  publisher.engineStarted();
  publisher.delta(delta(false));
  await settle();
  expect(sent).toEqual(['everything', 'everything']);
  expect(watched.filter((on) => on)).toHaveLength(3);
  expect(watched.at(-1)).toBe(true);
});
