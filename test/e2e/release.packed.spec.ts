import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { releasedForTests } from '../../scripts/build/pack.mjs';
import { differences, treeHashes, writeRandomFile } from '../support/payload.ts';
import { requirements } from '../support/requirements.ts';
import { QUIET, SkeinCli } from '../support/skein-cli.ts';
import { makeTorrent } from '../support/torrent-file.ts';
import { commandLine, environment, expect, picture, test } from './support/skein.ts';

const { missing } = requirements('mktorrent');
test.skip(missing !== undefined, missing);

const NAME = 'Sintel.mkv';

test('the program that is released, walked from a link to the end; what its fuses forbid does nothing', async ({
  group,
  dir,
}) => {
  const source = join(dir, 'seeder');
  await mkdir(source, { recursive: true });
  await writeRandomFile(join(source, NAME), 5 * 1024 * 1024, 'released');
  const torrent = await makeTorrent(group, join(source, NAME), join(dir, 'sintel.torrent'));
  const hashes = await treeHashes(join(source, NAME));
  const seeder = new SkeinCli(
    ['seed', torrent.file, '--dir', source, '--listen', '127.0.0.1:0', ...QUIET],
    { group },
  );
  const { port } = await seeder.waitFor('listening');
  await seeder.waitFor('seeding');
  const link = `magnet:?xt=urn:btih:${torrent.infoHash}&dn=${NAME}&x.pe=127.0.0.1:${port}`;

  const program = { executable: releasedForTests(), args: [] };
  await mkdir(join(dir, 'home', 'Downloads'), { recursive: true });
  const args = ['--remote-debugging-port=0', '--inspect=0'];
  const running = group.spawn(
    program.executable,
    [...args, ...commandLine(program, join(dir, 'profile'), [link])],
    {
      name: 'the released app',
      // With these the program would be plain Node, and would end for want of the file.
      env: {
        ...environment(dir),
        ELECTRON_RUN_AS_NODE: '1',
        NODE_OPTIONS: `--require ${join(dir, 'not-there.cjs')}`,
      },
    },
  );
  await running.waitOutput(/DevTools listening on ws/);
  const address = /DevTools listening on (ws:\S+)/.exec(running.stderr)?.[1] ?? '';
  const browser = await chromium.connectOverCDP(address);
  const [context] = browser.contexts();
  const page = context?.pages()[0] ?? (await context?.waitForEvent('page'));
  if (page === undefined) throw new Error('The app has no window');
  const pageErrors: string[] = [];
  page.on('pageerror', (error) => pageErrors.push(error.message));

  const saved = join(dir, 'saved');
  const dialog = page.getByRole('dialog', { name: /^Add / });
  await dialog.getByLabel('Save in').fill(saved);
  await expect(dialog).toContainText('5.00 MiB');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  const row = page.getByRole('row', { name: NAME });
  await expect(row).toContainText('Seeding', { timeout: 60_000 });
  expect(differences(hashes, await treeHashes(join(saved, NAME)))).toEqual([]);

  await row.click();
  await page.keyboard.press('Control+i');
  for (const name of ['Overview', 'Files', 'Peers', 'Trackers', 'Log']) {
    await page.getByRole('tab', { name, exact: true }).click();
    await expect(page.getByRole('tabpanel', { name })).toBeVisible();
  }
  await page.keyboard.press('Control+,');
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await expect(settings).toBeVisible();
  await picture(page, 'released');
  await page.keyboard.press('Escape');
  await expect(settings).toHaveCount(0);
  expect(pageErrors).toEqual([]);

  expect(running.stderr).not.toContain('Debugger listening');
  await page.keyboard.press('Control+q').catch(() => undefined);
  expect((await running.ended).code).toBe(0);
});
