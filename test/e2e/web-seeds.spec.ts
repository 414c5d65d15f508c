import { startWebServer } from '../support/web-server.ts';
import { expect, picture, test } from './support/skein.ts';
import { addSmall } from './support/torrents.ts';

test('a web seed is added, shown at work below the trackers, and removed, by keyboard', async ({
  launch,
  group,
  dir,
}) => {
  const skein = await launch();
  const { page } = skein;
  const server = await startWebServer(group, (_request, response) =>
    response.writeHead(503, { 'Retry-After': '600' }).end(),
  );
  await addSmall(skein, dir, ['from the web']);
  const row = skein.row('from the web');
  await row.click();
  await page.keyboard.press('Space');
  if (!(await page.getByRole('tab', { name: 'Trackers' }).isVisible()))
    await page.keyboard.press('Control+i');
  await page.getByRole('tab', { name: 'Trackers' }).click();
  const seeds = page.getByRole('region', { name: 'Web seeds' });
  await page.getByRole('button', { name: 'Add web seed…' }).press('Enter');
  const ask = page.getByRole('dialog', { name: 'Add a web seed' });
  await ask.getByLabel('Address').fill('ftp://nowhere');
  await page.keyboard.press('Enter');
  await expect(ask).toContainText('not an http or https address');
  await ask.getByLabel('Address').fill(`${server.url}/`);
  await page.keyboard.press('Enter');
  await expect(ask).toHaveCount(0);
  await expect(seeds).toContainText(server.url);
  await expect(seeds).toContainText('answered 503');
  await picture(page, 'details-web-seeds');
  await seeds.getByRole('grid', { name: 'Web seeds' }).focus();
  await page.keyboard.press('Delete');
  await expect(seeds).toHaveCount(0);
});
