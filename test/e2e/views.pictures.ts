import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from '@playwright/test';
import { smaller } from '../../scripts/pictures/png.mjs';
import { MockPage } from './support/mock-page.ts';
import { scenes } from './support/scenes.ts';

const folder = 'docs/screenshots/views';
const themes = ['light', 'dark'] as const;

/** All of them on one page, to look through. */
const gallery = (): string =>
  [
    '# Every view',
    '',
    'Made by `npm run pictures` in the real Electron, over the torrents of `renderer/mock-api.ts`.',
    '',
    '| view | light | dark |',
    '|---|---|---|',
    ...scenes.map(
      ({ name }) =>
        `| ${name} | ${themes.map((theme) => `![${name}, ${theme}](${name}-${theme}.png)`).join(' | ')} |`,
    ),
    '',
  ].join('\n');

let mock: MockPage;

test.beforeAll(async ({ browserName: _ }, testInfo) => {
  mock = await MockPage.open((testInfo.project.metadata as { executable: string }).executable);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'README.md'), gallery());
});

test.afterAll(() => mock?.close());

for (const scene of scenes) {
  test(`a picture of ${scene.name} in light and dark`, async () => {
    const [width, height] = scene.size ?? [800, 600];
    await mock.show(scene, { theme: 'light', language: 'en', width, height, zoom: 1 });
    for (const theme of themes) {
      await mock.change({ theme, width, height, zoom: 1 });
      await writeFile(join(folder, `${scene.name}-${theme}.png`), smaller(await mock.picture()));
    }
  });
}
