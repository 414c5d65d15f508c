import { open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeRandomTree } from '../support/payload.ts';
import { requirements } from '../support/requirements.ts';
import { makeTorrent } from '../support/torrent-file.ts';
import { expect, test } from './support/skein.ts';

const { missing } = requirements('mktorrent');
test.skip(missing !== undefined, missing);

test('checked again, a torrent shows what is not right any more, and that it is right again', async ({
  launch,
  group,
  dir,
}) => {
  const saved = join(dir, 'saved');
  const source = join(saved, 'tree');
  await writeRandomTree(source, { files: 4, bytes: 2_000_000, seed: 'check' });
  const torrent = await makeTorrent(group, source, join(dir, 'tree.torrent'), {});
  const skein = await launch({ args: ['--save-to', saved, torrent.file] });
  const row = skein.row('tree');
  await expect(row).toContainText('Seeding');
  await row.click();
  await skein.page.keyboard.press('Space');
  await expect(row).toContainText('Complete');
  await expect(row).toContainText('100%');

  const files = (await readdir(source, { recursive: true, withFileTypes: true })).filter((one) =>
    one.isFile(),
  );
  const largest = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      return { path, bytes: await readFile(path) };
    }),
  );
  const [one] = largest.sort((a, b) => b.bytes.length - a.bytes.length);
  if (one === undefined) throw new Error('the tree has files');
  const handle = await open(one.path, 'r+');
  await handle.write(Buffer.alloc(10, 7), 0, 10, 5);
  await handle.close();
  const checkAgain = async (): Promise<void> => {
    await row.click({ button: 'right' });
    await skein.page.getByRole('menuitem', { name: 'Check again' }).click();
  };
  await checkAgain();
  await expect(row).not.toContainText('100%');
  await expect(row).toContainText('Paused');

  await writeFile(one.path, one.bytes);
  await checkAgain();
  await expect(row).toContainText('100%');
  await skein.page.keyboard.press('Space');
  await expect(row).toContainText('Seeding');
  expect(skein.pageErrors).toEqual([]);
});
