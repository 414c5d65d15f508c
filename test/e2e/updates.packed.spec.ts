import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { packedForTests } from '../../scripts/build/pack.mjs';
import type { ProcessGroup } from '../support/process-group.ts';
import { until } from '../support/wait.ts';
import { startWebServer, type WebServer } from '../support/web-server.ts';
import { endOwner, expect, type LaunchOptions, ownerOf, test } from './support/skein.ts';
import { settle } from './support/torrents.ts';

test.skip(process.platform !== 'linux', 'an AppImage');

interface Release {
  readonly version: string;
  readonly stagingPercentage?: number;
  /** What the list says of the file, where that is not what it is. */
  readonly sha512?: string;
}

interface Releases {
  readonly server: WebServer;
  offer(release: Release): void;
}

/** What stands for the new version: it says that it was started, and is the same program. */
const program = (dir: string): string =>
  [
    '#!/bin/sh',
    `echo "$@" >> '${join(dir, 'started')}'`,
    `exec '${join(dir, 'unpacked', 'skein')}' --no-sandbox --profile '${join(dir, 'profile')}' "$@"`,
    '',
  ].join('\n');

async function startReleases(group: ProcessGroup, file: string): Promise<Releases> {
  let list = '';
  const server = await startWebServer(group, (request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    if (path === '/latest-linux.yml') response.end(list);
    else if (path.endsWith('.AppImage')) response.end(file);
    else response.writeHead(404).end();
  });
  return {
    server,
    offer({ version, stagingPercentage, sha512 }) {
      const name = `Skein-${version}.AppImage`;
      const hash = sha512 ?? createHash('sha512').update(file).digest('base64');
      list = [
        `version: ${version}`,
        `files: [{ url: ${name}, sha512: ${hash}, size: ${file.length} }]`,
        `path: ${name}`,
        `sha512: ${hash}`,
        `releaseDate: '2026-01-01T00:00:00.000Z'`,
        ...(stagingPercentage === undefined ? [] : [`stagingPercentage: ${stagingPercentage}`]),
        '',
      ].join('\n');
    },
  };
}

/** The packed app as an AppImage sees itself: it knows where its updates are, and which file it came from. */
async function asAppImage(group: ProcessGroup, dir: string, url: string): Promise<LaunchOptions> {
  const folder = join(dir, 'unpacked');
  await group.run('cp', ['-a', '--reflink=auto', dirname(packedForTests()), folder]);
  const lines = ['provider: generic', `url: ${url}`, 'updaterCacheDirName: skein-updater', ''];
  await writeFile(join(folder, 'resources', 'app-update.yml'), lines.join('\n'));
  const image = join(dir, 'Skein-0.1.0.AppImage');
  await writeFile(image, 'the old version');
  await chmod(image, 0o755);
  const cache = join(dir, 'cache');
  await mkdir(cache);
  return {
    program: { executable: join(folder, 'skein'), args: [] },
    env: { APPIMAGE: image, XDG_CACHE_HOME: cache },
  };
}

test('a new version is fetched, checked, and put in place when the user says so; older, withheld and damaged ones are not', async ({
  launch,
  group,
  dir,
}) => {
  const releases = await startReleases(group, program(dir));
  const options = await asAppImage(group, dir, releases.server.url);
  const skein = await launch(options);
  await settle(skein, dir);
  const image = join(dir, 'Skein-0.1.0.AppImage');
  const fetched = (): number =>
    releases.server.seen.filter(({ path }) => path.includes('.AppImage')).length;
  const check = async () => {
    await skein.call('checkForUpdate');
    return skein.call('updateState');
  };
  expect(await skein.call('updateState')).toEqual({ phase: 'idle' });

  releases.offer({ version: '0.0.1' });
  expect(await check()).toEqual({ phase: 'current' });
  releases.offer({ version: '99.0.0', stagingPercentage: 0 });
  expect(await check()).toEqual({ phase: 'current' });
  expect(fetched()).toBe(0);

  releases.offer({ version: '99.0.0', sha512: 'A'.repeat(86).concat('==') });
  expect(await check()).toMatchObject({
    phase: 'failed',
    fault: { code: 'update-failed', message: expect.stringContaining('sha512') },
  });
  expect(fetched()).toBeGreaterThan(0);
  expect(await readFile(image, 'utf8')).toBe('the old version');

  releases.offer({ version: '99.0.0', stagingPercentage: 100 });
  expect(await check()).toEqual({ phase: 'ready', version: '99.0.0' });
  expect(await readFile(image, 'utf8')).toBe('the old version');
  expect(skein.process.exitCode).toBeNull();

  group.own(() => endOwner(skein.profile));
  const ended = new Promise<void>((resolve) => skein.process.once('exit', () => resolve()));
  await skein.call('installUpdate').catch(() => undefined);
  await ended;
  await until(async () => ![undefined, skein.process.pid].includes(await ownerOf(skein.profile)), {
    what: 'the new version to be there',
    timeout: 30_000,
  });
  expect(await readFile(join(dir, 'Skein-99.0.0.AppImage'), 'utf8')).toBe(program(dir));
  expect(await readFile(join(dir, 'started'), 'utf8')).not.toBe('');
  await expect(readFile(image)).rejects.toThrow('ENOENT');
});

test('where a package manager keeps it up to date, nothing is looked for', async ({
  launch,
  group,
  dir,
}) => {
  const releases = await startReleases(group, program(dir));
  releases.offer({ version: '99.0.0' });
  const { program: packed } = await asAppImage(group, dir, releases.server.url);
  const skein = await launch(packed === undefined ? {} : { program: packed });
  expect(await skein.call('updateState')).toEqual({ phase: 'off', why: 'system' });
  await skein.call('checkForUpdate');
  expect(await skein.call('updateState')).toEqual({ phase: 'off', why: 'system' });
  expect(releases.server.seen).toEqual([]);
});
