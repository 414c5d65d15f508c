import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { startTransmission } from '../../support/clients/index.ts';
import { countingEngine } from '../../support/foreign/engine.ts';
import { makeShelf } from '../../support/foreign/shelf.ts';
import { takeOver } from '../../support/foreign/told.ts';
import { fillTransmission } from '../../support/foreign/transmission.ts';
import { ProcessGroup } from '../../support/process-group.ts';
import { requirements } from '../../support/requirements.ts';

const group = new ProcessGroup();
afterAll(() => group.close());

describe.skipIf(requirements('transmission-daemon').missing)(
  'a hundred torrents of Transmission',
  () => {
    test('are seen while it runs, and come over', async () => {
      const dir = await group.tempDir('import');
      const shelf = await makeShelf(dir);
      const client = await startTransmission({ group, dir: join(dir, 'tr') });
      const told = await fillTransmission(group, client, shelf);
      const folder = join(dir, 'tr', 'config');
      const { engine } = await countingEngine(group);
      const look = await engine.importPreview(folder);
      expect(look).toMatchObject({ ok: true, value: { faults: [], client: 'transmission' } });
      await engine.stop();
      await client.stop();
      const unchanged = [folder, join(dir, 'data'), join(dir, 'data 2')];
      await takeOver({ group, folder, shelf, told, unchanged });
    }, 280_000);
  },
);
