import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeBencode } from '../../../engine/core/bencode/encode.ts';
import { fromHex } from '../../../engine/core/bytes/bytes.ts';
import { createNodeProfiles } from '../../../engine/node/foreign/profiles.ts';
import { hashIn, metainfo, namesOf, put, putFastresume, readAll, resumeOf } from './rig.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'foreign-'));
});
afterEach(() => rm(dir, { recursive: true }));

const profiles = createNodeProfiles();
const bytes = (hex: string): Uint8Array => fromHex(hex) as Uint8Array;

describe('Transmission', () => {
  const resume = (name: string, added: number): Uint8Array =>
    encodeBencode({ name, destination: '/data', 'added-date': added });

  it.each([
    ['resume', 'torrents'],
    ['Resume', 'Torrents'],
  ])(
    'keeps its torrents in %s and %s; they come in the order in which they were added',
    async (resumes, torrents) => {
      for (const [name, added] of [
        ['late', 9],
        ['early', 1],
        ['then', 5],
      ] as const) {
        await put(resume(name, added), dir, resumes, `${hashIn(name)}.resume`);
        await put(metainfo(name), dir, torrents, `${hashIn(name)}.torrent`);
      }
      expect(namesOf(await readAll(profiles, dir))).toEqual(['early', 'then', 'late']);
    },
  );

  it('names its files by the name and a part of the hash in old versions', async () => {
    const stem = `old.${hashIn('old').slice(0, 16)}`;
    await put(resume('old', 1), dir, 'resume', `${stem}.resume`);
    await put(metainfo('old'), dir, 'torrents', `${stem}.torrent`);
    expect((await readAll(profiles, dir)).torrents).toMatchObject([{ infoHash: hashIn('old') }]);
  });

  it('keeps links without metadata in two ways, and torrents that lost their file are told', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((digit) => digit.repeat(40)) as [string, string, string];
    const old = encodeBencode({
      announce: 'http://t/announce',
      'magnet-info': { 'display-name': 'link', info_hash: bytes(a) },
    });
    await put(resume('link', 1), dir, 'resume', `link.${a.slice(0, 16)}.resume`);
    await put(old, dir, 'torrents', `link.${a.slice(0, 16)}.torrent`);
    await put(resume('newer', 2), dir, 'resume', `${b}.resume`);
    await put(`magnet:?xt=urn:btih:${b}\n`, dir, 'torrents', `${b}.magnet`);
    await put(resume('half', 3), dir, 'resume', `${c}.resume`);
    await put('d', dir, 'resume', `${'d'.repeat(40)}.resume`);
    const { torrents, faults } = await readAll(profiles, dir);
    expect(
      torrents.map(({ infoHash, magnet, metainfo: file }) => [infoHash, magnet, file]),
    ).toEqual([
      [a, `magnet:?xt=urn:btih:${a}&dn=link&tr=http%3A%2F%2Ft%2Fannounce`, undefined],
      [b, `magnet:?xt=urn:btih:${b}`, undefined],
    ]);
    expect(faults).toMatchObject([
      { code: 'foreign-damaged' },
      { code: 'foreign-half', subject: 'half' },
    ]);
  });
});

describe('Deluge', () => {
  /** As Python pickles it: objects with attributes. */
  const state = (...torrents: Record<string, string | boolean | number>[]): Uint8Array => {
    const text = (value: string): string => `X${String.fromCharCode(value.length)}\0\0\0${value}`;
    const value = (one: string | boolean | number): string =>
      typeof one === 'string'
        ? text(one)
        : typeof one === 'number'
          ? `J${String.fromCharCode(one & 255, (one >> 8) & 255, (one >> 16) & 255, (one >> 24) & 255)}`
          : one
            ? '\x88'
            : '\x89';
    const objects = torrents.map(
      (fields) =>
        `cm\nTorrentState\n)\x81}(${Object.entries(fields)
          .map(([key, one]) => text(key) + value(one))
          .join('')}ub`,
    );
    const all = `\x80\x02cm\nTorrentManagerState\n)\x81}${text('torrents')}](${objects.join('')}esb.`;
    return Uint8Array.from(all, (char) => char.charCodeAt(0));
  };
  const one = (name: string, queue: number) => ({
    torrent_id: hashIn(name),
    name,
    save_path: '/data',
    paused: false,
    queue,
  });

  it('comes in the order of its queue, with the labels of its plugin', async () => {
    const states = state(one('seeds', -1), one('second', 1), one('first', 0));
    await put(states, dir, 'state', 'torrents.state');
    const resumes = Object.fromEntries(
      ['seeds', 'second', 'first'].map((name) => [hashIn(name), resumeOf(name)]),
    );
    await put(encodeBencode(resumes), dir, 'state', 'torrents.fastresume');
    for (const name of ['seeds', 'second', 'first'])
      await put(metainfo(name), dir, 'state', `${hashIn(name)}.torrent`);
    const labels = { torrent_labels: { [hashIn('first')]: 'films' } };
    await put(`{"file": 1}{"x": {"y": 1}, ${JSON.stringify(labels).slice(1)}`, dir, 'label.conf');
    for (const folder of [dir, join(dir, 'state')]) {
      const all = await readAll(profiles, folder);
      expect(all.faults).toEqual([]);
      expect(namesOf(all)).toEqual(['first', 'second', 'seeds']);
      expect(all.torrents.map(({ category }) => category)).toEqual(['films', '', '']);
    }
  });

  it('whose files are damaged is read from the copies that it keeps, and that is told', async () => {
    await put('damaged', dir, 'torrents.state');
    await put(state(one('kept', 0)), dir, 'torrents.state.bak');
    await put('damaged', dir, 'torrents.fastresume');
    await put(
      encodeBencode({ [hashIn('kept')]: resumeOf('kept', { total_uploaded: 7 }) }),
      dir,
      'torrents.fastresume.bak',
    );
    await put(metainfo('kept'), dir, `${hashIn('kept')}.torrent`);
    const { torrents, faults } = await readAll(profiles, dir);
    expect(torrents).toMatchObject([{ name: 'kept', uploaded: 7 }]);
    expect(faults).toMatchObject([
      { code: 'foreign-damaged', subject: join(dir, 'torrents.state') },
      { code: 'foreign-damaged', subject: join(dir, 'torrents.fastresume') },
    ]);
  });
});

it('what lies in the usual places is found, each once, the rest is left alone', async () => {
  const home = join(dir, 'home');
  await putFastresume(join(home, '.local', 'share', 'qBittorrent', 'BT_backup'), 'one');
  await put('', home, '.config', 'transmission', 'resume', 'x');
  await put('', home, '.config', 'transmission', 'torrents', 'x');
  await symlink('transmission', join(home, '.config', 'transmission-daemon'));
  await put('', home, '.var/app/org.deluge_torrent.deluge/config/deluge/state/torrents.state');
  await put('', home, '.config', 'deluge', 'core.conf');
  const found = await createNodeProfiles({ platform: 'linux', home, env: {} }).find();
  const own = found.filter(({ folder }) => folder.startsWith(home));
  expect(own).toEqual([
    { client: 'qbittorrent', folder: join(home, '.local/share/qBittorrent/BT_backup') },
    { client: 'transmission', folder: join(home, '.config/transmission') },
    {
      client: 'deluge',
      folder: join(home, '.var/app/org.deluge_torrent.deluge/config/deluge/state'),
    },
  ]);
});

it('a folder that is no client’s is told', async () => {
  await put('x', dir, 'some', 'thing');
  expect(await profiles.read(dir)).toMatchObject({
    ok: false,
    code: 'foreign-nothing',
    subject: dir,
  });
  expect(await profiles.read(join(dir, 'not there'))).toMatchObject({ code: 'foreign-nothing' });
});
