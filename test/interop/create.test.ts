import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { startQbittorrent } from '../support/clients/index.ts';
import { writeRandomTree } from '../support/payload.ts';
import { ProcessGroup } from '../support/process-group.ts';
import { requirements } from '../support/requirements.ts';
import { EXIT, startSkein } from '../support/skein-cli.ts';
import { infoHashOf } from '../support/torrent-file.ts';

const lack = requirements(
  'mktorrent',
  'transmission-create',
  'transmission-daemon',
  'qbittorrent-nox',
).missing;
const group = new ProcessGroup();
afterAll(() => group.close());

const TRACKERS = ['http://127.0.0.1:9/announce', 'http://127.0.0.1:10/announce'];

describe.skipIf(lack)(`a torrent that Skein makes${lack ? ` (${lack})` : ''}`, () => {
  async function run(program: string, ...args: string[]): Promise<string> {
    const running = group.spawn(program, args, { name: program });
    const { code } = await running.ended;
    expect(code, running.tail()).toBe(0);
    return running.tail();
  }

  test('has the info-hash of mktorrent and transmission-create, and both clients load it', async () => {
    const dir = await group.tempDir('create');
    const source = join(dir, 'a tree');
    await writeRandomTree(source, { files: 60, bytes: 4_000_000, seed: 'create' });
    await writeFile(join(source, 'left.TMP'), 'not for others');
    await mkdir(join(source, '.git'));
    await writeFile(join(source, '.git', 'config'), 'nor this');
    const ours = join(dir, 'ours.torrent');
    const made = startSkein(
      [
        ...['create', source, '-o', ours, '--piece-size', '65536'],
        ...['--tracker', TRACKERS.join(','), '--tracker', 'udp://127.0.0.1:11/announce'],
        ...['--exclude', '*.tmp', '--exclude', '.git', '--comment', 'a comment'],
        ...['--web-seed', 'http://127.0.0.1:12/a%20tree/'],
      ],
      { group },
    );
    expect((await made.process.ended).code).toBe(EXIT.done);
    const bytes = await readFile(ours);
    const hash = infoHashOf(bytes);

    await rm(join(source, 'left.TMP'));
    await rm(join(source, '.git'), { recursive: true });
    await run('mktorrent', '-l', '16', '-o', join(dir, 'mk.torrent'), source);
    expect(infoHashOf(await readFile(join(dir, 'mk.torrent')))).toBe(hash);
    // Transmission writes "private" into every info dictionary, and has an order of its own for capitals.
    const plain = join(dir, 'plain');
    await mkdir(join(plain, 'b'), { recursive: true });
    for (const name of ['a.bin', 'b/c.bin', 'd.bin'])
      await writeFile(join(plain, name), name.repeat(30_000));
    const tracker = ['-t', TRACKERS[0] as string];
    const theirs = join(dir, 'tr.torrent');
    await run('transmission-create', '-p', '-s', '64', ...tracker, '-o', theirs, plain);
    const secret = join(dir, 'private.torrent');
    const again = ['create', plain, '-o', secret, '--private', '--piece-size', '65536'];
    expect((await startSkein(again, { group }).process.ended).code).toBe(EXIT.done);
    expect(infoHashOf(await readFile(theirs))).toBe(infoHashOf(await readFile(secret)));

    const shown = await run('transmission-show', ours);
    expect(shown).toContain(hash);
    expect(shown).toContain('a comment');
    expect(shown).toMatch(/Tier #2\s+udp:\/\/127\.0\.0\.1:11\/announce/);
    const client = await startQbittorrent({ group, dir: join(dir, 'qb') });
    expect(await client.addTorrent(ours, dir, { skipCheck: false })).toBe(hash);
    await client.waitComplete(hash);
    await client.stop();
  }, 60_000);
});
