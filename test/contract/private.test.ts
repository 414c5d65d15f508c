import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { encodeInfo, encodeMetainfo } from '../../engine/core/metainfo/build.ts';
import { startFixedTracker } from '../support/fixed-tracker.ts';
import { smallInfo } from '../support/metainfo.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { until } from '../support/wait.ts';
import { must, startEngine } from './rigs/engine.ts';

let group = new ProcessGroup();
afterEach(async () => {
  await group.close();
  group = new ProcessGroup();
});

test('a private torrent is announced to its own trackers alone, the first that answers', async () => {
  const [first, second, added] = await Promise.all([
    startFixedTracker(group),
    startFixedTracker(group),
    startFixedTracker(group),
  ]);
  const { engine } = await startEngine(group, { defaultTrackers: added.url });
  const savePath = await group.tempDir('save');
  const add = async (name: string, info: Uint8Array) => {
    const bytes = encodeMetainfo(info, { trackers: [[first.url], [second.url]] });
    await writeFile(join(savePath, name), bytes);
    await must(
      engine.add({
        source: { kind: 'metainfo', bytes, fileName: name },
        savePath,
        paused: false,
      }),
    );
  };
  const pieceHashes = new Uint8Array(20);
  const hidden = { name: 'hidden', pieceLength: 16_384, pieceHashes, content: 400, private: true };
  await add('hidden', encodeInfo(hidden));
  await until(() => first.announces.length === 1, { what: 'the announce' });
  // A public one tells everybody, and shows that there was time for more.
  await add('open', smallInfo());
  await until(() => added.announces.length > 0 && second.announces.length > 0, {
    what: 'the announces of the public torrent',
  });
  expect([first, second, added].map(({ announces }) => announces.length)).toEqual([2, 1, 1]);
});
