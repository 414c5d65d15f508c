import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from '@playwright/test';
import { smaller } from '../../scripts/pictures/png.mjs';
import { MockPage } from './support/mock-page.ts';
import { scenes } from './support/scenes.ts';

const folder = 'docs/screenshots/views';
const themes = ['light', 'dark'] as const;

const fileOf = (scene: string, theme: string): string => `${scene}-${theme}.png`;

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
        `| ${name} | ${themes.map((theme) => `![${name}, ${theme}](${fileOf(name, theme)})`).join(' | ')} |`,
    ),
    '',
  ].join('\n');

let mock: MockPage;

test.beforeAll(async ({ browserName: _ }, testInfo) => {
  mock = await MockPage.open((testInfo.project.metadata as { executable: string }).executable);
  await mkdir(folder, { recursive: true });
  // Only those of views that are no more: somebody may take but a few anew.
  const known = new Set(scenes.flatMap(({ name }) => themes.map((theme) => fileOf(name, theme))));
  for (const file of await readdir(folder))
    if (file.endsWith('.png') && !known.has(file)) await rm(join(folder, file));
  await writeFile(join(folder, 'README.md'), gallery());
});

test.afterAll(() => mock?.close());

for (const scene of scenes) {
  test(`a picture of ${scene.name} in light and dark`, async () => {
    const [width, height] = scene.size ?? [800, 600];
    await mock.show(scene, { theme: 'light', language: 'en', width, height, zoom: 1 });
    for (const theme of themes) {
      await mock.change({ theme, width, height, zoom: 1 });
      await writeFile(join(folder, fileOf(scene.name, theme)), smaller(await mock.picture()));
    }
  });
}
