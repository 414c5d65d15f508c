// npm run icons: all pictures of the app from main/shell/icons/*.svg. Run after a change there; the results are committed.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import process from 'node:process';
import { icns, ico } from './icons/containers.mjs';
import { setUp } from './setup/index.mjs';
import { sandboxArguments } from './setup/launch.mjs';
import { inRoot } from './setup/paths.mjs';
import { main, SetupProblem, step } from './setup/report.mjs';
import { capture } from './setup/run.mjs';
import { withDisplay } from './setup/virtual-display.mjs';

const shell = (name) => inRoot('main', 'shell', 'icons', name);
const build = (...parts) => inRoot('build', ...parts);

const appSizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const windowsSizes = [16, 24, 32, 48, 64, 128, 256];
const traySizes = [16, 22, 32];
const trayStates = ['tray', 'tray-active', 'tray-error'];

/** A small picture needs fewer threads: up to 32 pixels the plain drawing is the clearer one. */
const drawingFor = (size) => shell(size <= 32 ? 'tray.svg' : 'skein.svg');

async function render(electron, jobs) {
  const args = [...sandboxArguments(), inRoot('scripts', 'icons', 'render.cjs')];
  const { code, output } = await withDisplay((display) =>
    capture(electron.executable, args, {
      env: { ...process.env, ...display, SKEIN_ICON_JOBS: JSON.stringify(jobs) },
      keep: 16 * 1024 * 1024,
    }),
  );
  const line = output.split('\n').find((text) => text.startsWith('["'));
  if (code !== 0 || line === undefined) throw new SetupProblem(`Drawing failed:\n${output}`);
  return JSON.parse(line).map((text) => Buffer.from(text, 'base64'));
}

async function put(path, data) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, data);
}

await main(async () => {
  const electron = await setUp();
  const jobs = appSizes.map((size) => ({ svg: drawingFor(size), size }));
  const trayJobs = trayStates.flatMap((name) =>
    traySizes.map((size) => ({
      svg: shell(`${name}.svg`),
      size,
      to: shell(`${name}-${size}.png`),
    })),
  );
  await step('Drawing the icons', async () => {
    const pngs = await render(electron, [...jobs, ...trayJobs]);
    const app = new Map(appSizes.map((size, index) => [size, pngs[index]]));
    for (const [size, png] of app) await put(build('icons', `${size}x${size}.png`), png);
    await put(build('icon.ico'), ico(windowsSizes.map((size) => ({ size, png: app.get(size) }))));
    await put(build('icon.icns'), icns(app));
    await put(shell('window-256.png'), app.get(256));
    for (const [index, { to }] of trayJobs.entries()) await put(to, pngs[appSizes.length + index]);
  });
});
