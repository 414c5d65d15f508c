import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeRandomFile } from '../support/payload.ts';
import { requirements } from '../support/requirements.ts';
import { QUIET, SkeinCli } from '../support/skein-cli.ts';
import { makeTorrent } from '../support/torrent-file.ts';
import { until } from '../support/wait.ts';
import { expect, picture, test } from './support/skein.ts';

const { missing } = requirements('mktorrent');
test.skip(missing !== undefined, missing);

const NAME = 'Sintel.mkv';

interface Seen {
  readonly progress: number[];
  readonly badges: number[];
  awake: number;
}

test('the task bar tells how far the downloads are, the computer stays awake for them, and what was to follow can be stopped', async ({
  launch,
  group,
  dir,
}) => {
  const source = join(dir, 'seeder');
  await mkdir(source, { recursive: true });
  await writeRandomFile(join(source, NAME), 6 * 1024 * 1024, 'when done');
  const torrent = await makeTorrent(group, join(source, NAME), join(dir, 'sintel.torrent'));
  const limit = ['--up-limit', String(1024 * 1024)];
  const seeder = new SkeinCli(
    ['seed', torrent.file, '--dir', source, '--listen', '127.0.0.1:0', ...limit, ...QUIET],
    { group },
  );
  const { port } = await seeder.waitFor('listening');
  await seeder.waitFor('seeding');

  const skein = await launch();
  await skein.app.evaluate(({ app, BrowserWindow, powerSaveBlocker }) => {
    const seen: Seen = { progress: [], badges: [], awake: 0 };
    Object.assign(globalThis, { seen });
    const window = BrowserWindow.getAllWindows()[0];
    if (window === undefined) return;
    const bar = window.setProgressBar.bind(window);
    window.setProgressBar = (fraction, options) => {
      seen.progress.push(fraction);
      bar(fraction, options);
    };
    app.setBadgeCount = (count = 0) => seen.badges.push(count) > 0;
    const { start, stop } = powerSaveBlocker;
    powerSaveBlocker.start = (type) => {
      seen.awake++;
      return start.call(powerSaveBlocker, type);
    };
    powerSaveBlocker.stop = (id) => {
      seen.awake--;
      return stop.call(powerSaveBlocker, id);
    };
  });
  const seen = (): Promise<Seen> =>
    skein.app.evaluate(() => (globalThis as unknown as { seen: Seen }).seen);
  const defaultFolder = join(dir, 'saved');
  await mkdir(defaultFolder);
  await skein.call('setDesktop', { skipAddDialog: true, defaultFolder, whenDone: 'quit' });
  const link = `magnet:?xt=urn:btih:${torrent.infoHash}&dn=${NAME}&x.pe=127.0.0.1:${port}`;
  await skein.call('openText', { text: link });

  await until(
    async () => {
      const { progress, awake } = await seen();
      return awake === 1 && progress.some((fraction) => fraction > 0 && fraction < 1);
    },
    { what: 'progress', timeout: 30_000 },
  );
  expect((await seen()).badges.at(-1)).toBe(1);
  const dialog = skein.page.getByRole('dialog', { name: 'All downloads are done' });
  await expect(dialog.getByRole('timer')).toContainText('Skein quits in', { timeout: 60_000 });
  await picture(skein.page, 'when-done');
  await dialog.getByRole('button', { name: 'Not this time' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(skein.row(NAME)).toContainText('Seeding');
  const { progress, badges, awake } = await seen();
  expect([progress.at(-1), badges.at(-1), awake]).toEqual([-1, 0, 0]);
  // Used up: the next download ends without a question.
  await skein.page.keyboard.press('Control+,');
  const settings = skein.page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('button', { name: 'Desktop' }).click();
  await expect(settings.getByLabel('When all downloads are done')).toContainText('Do nothing');
  expect(skein.pageErrors).toEqual([]);
});
