import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { smallMetainfo } from '../support/metainfo.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { EXIT, QUIET, SkeinCli } from '../support/skein-cli.ts';
import { until } from '../support/wait.ts';
import { put } from './foreign/rig.ts';

let group: ProcessGroup;
beforeEach(() => {
  group = new ProcessGroup();
});
afterEach(() => group.close());

const FILES = [
  { path: ['a.bin'], length: 3_000_001 },
  { path: ['below', 'b.bin'], length: 1_000_000 },
];

it('full preallocation: every file has its room on the real disk before anybody sent a byte', async () => {
  const dir = await group.tempDir('room');
  const file = join(dir, 'x.torrent');
  await put(smallMetainfo({ name: 'x', pieceLength: 65_536, content: FILES }), file);
  const words = ['--dir', join(dir, 'data'), '--set', 'preallocation=full', ...QUIET];
  const cli = new SkeinCli(['download', file, ...words], { group });
  for (const { path, length } of FILES) {
    await until(
      async () => {
        const { size, blocks } = await stat(join(dir, 'data', 'x', ...path));
        return size === length && blocks * 512 >= length;
      },
      { what: `the room of ${path.join('/')}`, timeout: 20_000 },
    );
  }
  expect((await cli.kill('SIGINT')).code).toBe(EXIT.incomplete);
  expect(cli.all('error')).toEqual([]);
});
