import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeRandomFile } from '../support/payload.ts';
import type { ManagedProcess } from '../support/process-group.ts';
import { requirements } from '../support/requirements.ts';
import { makeTorrent } from '../support/torrent-file.ts';
import { until } from '../support/wait.ts';
import { startWebServer } from '../support/web-server.ts';
import { commandLine, endOwner, environment, expect, ownerOf, test } from './support/skein.ts';
import { settle, smallTorrent } from './support/torrents.ts';

interface Program {
  readonly executable: string;
  readonly args: string[];
}

test('two hundred files and links on one command line arrive, running or not, and a long link with any letters does', async ({
  launch,
  group,
  dir,
}, testInfo) => {
  const program = testInfo.project.metadata as Program;
  const names = Array.from({ length: 200 }, (_, index) => `n${index}`);
  const links = await Promise.all(
    names.map((name, index) =>
      index % 2 === 0
        ? smallTorrent(dir, name)
        : `magnet:?xt=urn:btih:${String(index).padStart(40, '0')}&dn=${name}`,
    ),
  );
  const first = await launch({ args: ['--save-to', join(dir, 'saved'), ...links.slice(0, 100)] });
  await expect(first.list).toHaveAttribute('aria-rowcount', '101');
  const second = (args: string[]): ManagedProcess =>
    group.spawn(program.executable, commandLine(program, first.profile, args), {
      env: environment(dir),
    });
  expect(await second(['--save-to', join(dir, 'saved'), ...links]).ended).toMatchObject({
    code: 0,
  });
  await expect(first.list).toHaveAttribute('aria-rowcount', '201');

  const letters = 'naïve “ü” 東京 🎬 '.repeat(350);
  const long = `magnet:?xt=urn:btih:${'e'.repeat(40)}&dn=long&x.note=${letters}`;
  expect(Buffer.byteLength(long)).toBeGreaterThan(8 * 1024);
  expect(await second(['--save-to', join(dir, 'saved'), long]).ended).toMatchObject({ code: 0 });
  await expect(first.row('long')).toBeVisible();
  expect(first.process.exitCode).toBeNull();
});

test('what is opened while Skein ends is there when it is back, which it is at once', async ({
  launch,
  group,
  dir,
}, testInfo) => {
  const program = testInfo.project.metadata as Program;
  const needed = requirements('mktorrent');
  test.skip(needed.missing !== undefined, needed.missing);
  // The end waits a while for a tracker that does not answer its goodbye: time for a second start.
  const tracker = await startWebServer(group, (request, response) => {
    if (!request.url?.includes('event=stopped')) response.end('d8:intervali1800e5:peers0:e');
  });
  await writeRandomFile(join(dir, 'before'), 50_000, 'before');
  const before = await makeTorrent(group, join(dir, 'before'), join(dir, 'before.torrent'), {
    announce: [`${tracker.url}/announce`],
  });
  const first = await launch();
  await settle(first, dir);
  await first.call('setDesktop', { startPaused: false });
  await first.call('openPaths', { paths: [before.file] });
  const asked = (event: string): Promise<true> =>
    until(() => tracker.seen.some(({ path }) => path.includes(`event=${event}`)) || undefined, {
      what: event,
    });
  await asked('started');
  group.own(() => endOwner(first.profile));
  first.process.kill('SIGTERM');
  await asked('stopped');
  const late = group.spawn(
    program.executable,
    commandLine(program, first.profile, [await smallTorrent(dir, 'late')]),
    { env: environment(dir) },
  );
  expect(await late.ended).toMatchObject({ code: 0 });
  await until(async () => (await first.log()).includes('added “late”'), {
    timeout: 30_000,
    what: 'the late one, in a Skein that came back',
  });
  expect(await ownerOf(first.profile)).not.toBe(first.process.pid);
});

test('a profile where nothing can be kept is told in a window and on the command line, and nothing is touched', async ({
  group,
  dir,
}, testInfo) => {
  const needed = requirements('xdotool');
  test.skip(needed.missing !== undefined || process.platform !== 'linux', 'needs xdotool');
  const program = testInfo.project.metadata as Program;
  const file = join(dir, 'a file');
  await writeFile(file, 'of the user');
  for (const profile of [file, join(file, 'below'), '/proc/skein']) {
    const running = group.spawn(program.executable, commandLine(program, profile, []), {
      // Chromium leaves a folder of its own behind when it is killed.
      env: { ...environment(dir), TMPDIR: dir },
    });
    await running.waitOutput(/Skein cannot start\. .+\n/, 20_000);
    expect(running.stderr).toContain(profile);
    const find = ['search', '--onlyvisible', '--name', 'Skein cannot start'];
    await until(() => group.run('xdotool', find).catch(() => ''), { what: 'the window' });
    running.child.kill('SIGKILL');
    await running.ended;
  }
});
