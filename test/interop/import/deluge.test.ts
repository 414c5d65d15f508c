import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fillDeluge } from '../../support/foreign/deluge.ts';
import { countingEngine } from '../../support/foreign/engine.ts';
import { makeShelf } from '../../support/foreign/shelf.ts';
import { takeOver } from '../../support/foreign/told.ts';
import { ProcessGroup } from '../../support/process-group.ts';
import { requirements } from '../../support/requirements.ts';

const group = new ProcessGroup();
afterAll(() => group.close());

describe.skipIf(requirements('deluged').missing)('a hundred torrents of Deluge', () => {
  test('are seen while it runs, and come over', async () => {
    const dir = await group.tempDir('import');
    const shelf = await makeShelf(dir);
    const folder = join(dir, 'deluge');
    await mkdir(folder);
    const { daemon, told } = await fillDeluge(group, folder, shelf);
    const { engine } = await countingEngine(group);
    const look = await engine.importPreview(folder);
    expect(look).toMatchObject({ ok: true, value: { faults: [], client: 'deluge' } });
    await engine.stop();
    await daemon.stop(20_000);
    const unchanged = [folder, join(dir, 'data'), join(dir, 'data 2')];
    await takeOver({ group, folder, shelf, told, unchanged });
  }, 280_000);
});
