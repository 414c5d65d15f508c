import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { startQbittorrent } from '../../support/clients/index.ts';
import { countingEngine } from '../../support/foreign/engine.ts';
import { fillQbittorrent, qbittorrentTells } from '../../support/foreign/qbittorrent.ts';
import { makeShelf } from '../../support/foreign/shelf.ts';
import { takeOver } from '../../support/foreign/told.ts';
import { ProcessGroup } from '../../support/process-group.ts';
import { requirements } from '../../support/requirements.ts';
import { until } from '../../support/wait.ts';

const group = new ProcessGroup();
afterAll(() => group.close());

describe.skipIf(requirements('qbittorrent-nox').missing)(
  'a hundred torrents of qBittorrent',
  () => {
    test('come over from its files, from the database that it goes over to, and through our own export', async () => {
      const dir = await group.tempDir('import');
      const shelf = await makeShelf(dir);
      const place = join(dir, 'qb');
      const data = join(place, 'qBittorrent', 'data');
      const client = await startQbittorrent({ group, dir: place });
      const told = await fillQbittorrent(group, client, shelf);
      await client.stop();
      const unchanged = [place, join(dir, 'data'), join(dir, 'data 2')];
      const folder = join(data, 'BT_backup');
      const fromFiles = await takeOver({ group, folder, shelf, told, unchanged });
      const organisation = await fromFiles.engine.organisation();
      expect(organisation).toMatchObject({
        value: {
          categories: [
            { name: 'films', savePath: '' },
            { name: 'films/4k', savePath: '/films' },
          ],
          tags: ['live', 'rock', 'seen'],
        },
      });
      await fromFiles.engine.stop();

      const again = await startQbittorrent({ group, dir: place, resumeData: 'database' });
      const renamed = shelf.items[4]?.hash as string;
      await again.label?.(renamed, 'music', ['new']);
      const toldAgain = await qbittorrentTells(again, shelf);
      expect(toldAgain.get(renamed)).toMatchObject({ category: 'music', tags: ['new', 'seen'] });
      const running = await countingEngine(group);
      // It lists them before the thread that writes its database has come to all of them.
      const look = await until(
        async () => {
          const seen = await running.engine.importPreview(data);
          if (!seen.ok) throw new Error(seen.message);
          return seen.value.torrents.length === told.size + 1 ? seen.value : undefined;
        },
        { what: 'its database to have all of them', timeout: 30_000, interval: 250 },
      );
      expect(look).toMatchObject({ faults: [], client: 'qbittorrent' });
      expect(look.torrents.map(({ outcome }) => outcome)).toEqual(
        new Array(told.size + 1).fill('taken'),
      );
      await running.engine.stop();
      await again.stop();
      await access(join(data, 'torrents.db'));
      // What it had before is still there, and is not what counts.
      expect((await readdir(folder)).some((name) => name.endsWith('.fastresume'))).toBe(true);
      const options = { group, folder, shelf, told: toldAgain, unchanged };
      const fromDatabase = await takeOver(options);

      const out = join(dir, 'export');
      expect(await fromDatabase.engine.exportTorrents(out)).toMatchObject({ ok: true });
      expect(await fromDatabase.engine.exportTorrents(out)).toMatchObject({
        ok: false,
        code: 'export-not-empty',
      });
      await fromDatabase.engine.stop();
      await takeOver({ ...options, folder: out, unchanged: [...unchanged, out] });
    }, 280_000);
  },
);
