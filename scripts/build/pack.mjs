import { rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { withLock } from '../setup/lock.mjs';
import { inRoot, root } from '../setup/paths.mjs';
import { step } from '../setup/report.mjs';
import { isFresh, markBuilt } from './freshness.mjs';

/**
 * What a pack of electron-builder needs to know about the Electron that was found here.
 * @param {import('../setup/electron.mjs').ElectronFound} electron
 */
export function electronConfig(electron) {
  // electron-builder fetches the released one itself, for each processor that it packs for.
  if (electron.kind === 'installed') return {};
  const config = { electronDist: electron.dist, electronVersion: electron.version };
  if (electron.kind !== 'fallback') return config;
  // The fallback carries our default app in the place of the packed one.
  const afterExtract = ({ appOutDir }) =>
    rmSync(join(appOutDir, 'resources', 'app'), { recursive: true, force: true });
  return { ...config, afterExtract };
}

/**
 * Runs electron-builder for this system's own kind of folder or packages.
 * @param {string[]} targets for instance ['dir']; none means all that electron-builder.yml lists
 * @param {object} config laid over electron-builder.yml
 */
export async function pack(targets, config) {
  const { build, Platform } = await import('electron-builder');
  await build({
    projectDir: root,
    targets: Platform.current().createTarget(targets),
    config: { extends: 'electron-builder.yml', ...config },
    publish: 'never',
  });
}

const testOutput = join('dist', 'test');
const releaseOutput = join('dist', 'release');
const unpacked = { darwin: 'mac', win32: 'win-unpacked' };
const executable = { darwin: 'Skein.app/Contents/MacOS/Skein', win32: 'Skein.exe' };

/** Where electron-builder leaves the unpacked app of this system. */
export const unpackedFolder = (output = 'dist') =>
  inRoot(output, unpacked[process.platform] ?? 'linux-unpacked');

const programIn = (output) => join(unpackedFolder(output), executable[process.platform] ?? 'skein');

/** The programs that ensurePackedForTests makes: one that can be driven, and the one that is released. */
export const packedForTests = () => programIn(testOutput);
export const releasedForTests = () => programIn(releaseOutput);

const sources = ['out/main', 'out/preload', 'out/renderer', 'package.json', 'package-lock.json'];
const packing = ['electron-builder.yml', 'build', 'scripts/build'];

async function ensurePacked(electron, name, what, output, config) {
  const fresh = () => isFresh(name, [...sources, ...packing, electron.dist]);
  if (fresh()) return;
  await withLock('pack', async () => {
    if (fresh()) return;
    const startedAt = Date.now();
    await step(`Packing ${what}`, () =>
      pack(['dir'], {
        ...electronConfig(electron),
        directories: { output, buildResources: 'build' },
        ...config,
      }),
    );
    await markBuilt(name, startedAt);
  });
}

/**
 * The release, and the same but for one fuse: the driver of the end-to-end tests needs the inspector.
 * @param {import('../setup/electron.mjs').ElectronFound} electron
 */
export async function ensurePackedForTests(electron) {
  await ensurePacked(electron, 'packed', 'the app for the end-to-end tests', testOutput, {
    electronFuses: { enableNodeCliInspectArguments: true },
  });
  await ensurePacked(electron, 'released', 'the app as it is released', releaseOutput, {});
}
