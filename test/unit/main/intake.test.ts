import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type AddTorrent,
  type EngineApi,
  fault,
  type InfoHash,
  ok,
  type TorrentSource,
} from '../../../engine/api/index.ts';
import { Intake, type IntakeOptions, linksOfText } from '../../../main/intake.ts';
import type { Notice, Offer } from '../../../preload/contract/index.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'skein-intake-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** An engine that knows torrents by the letter in their file: "x" is broken. */
function setUp(options: Partial<IntakeOptions> = {}) {
  const added: AddTorrent[] = [];
  const notices: Notice[] = [];
  let offers: readonly Offer[] = [];
  const letterOf = (source: TorrentSource): string =>
    source.kind === 'metainfo' ? Buffer.from(source.bytes).toString() : 'm';
  const engine = {
    preview: async (source: TorrentSource) => {
      const letter = letterOf(source);
      if (letter === 'x') return fault('metainfo-broken', '', 'It is broken.');
      const id = letter.charCodeAt(0).toString(16).padStart(40, '0') as InfoHash;
      const present = added.some((one) => letterOf(one.source) === letter);
      return ok({
        id,
        name: letter,
        size: 1,
        private: false,
        comment: '',
        files: { paths: '', lengths: new Float64Array(0), numbers: new Uint32Array(0) },
        present,
        newTrackers: [],
      });
    },
    peek: async () => ok(undefined),
    unpeek: async () => ok(undefined),
    add: async (torrent: AddTorrent) => {
      added.push(torrent);
      return ok({ id: '0'.repeat(40) as InfoHash, name: letterOf(torrent.source) });
    },
  } as unknown as EngineApi;
  const intake = new Intake({
    source: { call: (run) => run(engine) },
    silentFolder: () => undefined,
    startPaused: () => false,
    revive: async () => false,
    onOffers: (now) => {
      offers = now;
    },
    onNotice: (notice) => notices.push(notice),
    onSaved: () => undefined,
    ...options,
  });
  return { intake, added, notices, offers: () => offers };
}

const file = async (letter: string): Promise<string> => {
  const path = join(dir, `${letter}.torrent`);
  await writeFile(path, letter);
  return path;
};

test('a torrent waits as an offer until the user decides', async () => {
  const { intake, added, offers } = setUp();
  await intake.open([await file('a')]);
  expect(added).toEqual([]);
  expect(offers()).toMatchObject([{ source: 'a.torrent', preview: { name: 'a' } }]);
  const offer = offers()[0]?.offer ?? '';
  expect(await intake.accept([{ offer, savePath: dir, paused: true }])).toMatchObject({ ok: true });
  expect(added).toMatchObject([{ savePath: dir, paused: true }]);
  expect(offers()).toEqual([]);
});

test('a dismissed offer is forgotten; the same torrent twice is one offer', async () => {
  const { intake, added, offers } = setUp();
  const path = await file('b');
  await intake.open([path]);
  await intake.open([path]);
  expect(offers()).toHaveLength(1);
  intake.dismiss(offers().map((one) => one.offer));
  expect(offers()).toEqual([]);
  expect(await intake.accept([{ offer: 'offer-1', savePath: dir, paused: false }])).toMatchObject({
    ok: true,
  });
  expect(added).toEqual([]);
});

test('with a folder given it is added without asking', async () => {
  const { intake, added, offers } = setUp();
  await intake.open([await file('c')], join(dir, 'into'));
  expect(offers()).toEqual([]);
  expect(added).toMatchObject([{ savePath: join(dir, 'into'), paused: false }]);
});

test('one unusable folder refuses all, and changes nothing', async () => {
  const { intake, added, offers } = setUp();
  await intake.open([await file('d'), await file('e')]);
  const [one, two] = offers();
  const answer = await intake.accept([
    { offer: one?.offer ?? '', savePath: dir, paused: false },
    { offer: two?.offer ?? '', savePath: join(dir, 'd.torrent', 'below'), paused: false },
  ]);
  expect(answer).toMatchObject({ ok: false, code: 'folder-is-file' });
  expect(added).toEqual([]);
  expect(offers()).toHaveLength(2);
});

test('a fault of the engine names the file, and the others go on', async () => {
  const { intake, notices, offers } = setUp();
  await intake.open([await file('x'), await file('f')]);
  expect(notices).toMatchObject([
    { kind: 'fault', fault: { code: 'metainfo-broken', subject: 'x.torrent' } },
  ]);
  expect(offers()).toHaveLength(1);
});

test('a torrent that is there is pointed at; one that is being removed comes back', async () => {
  const revived: string[] = [];
  const { intake, notices } = setUp({
    silentFolder: () => dir,
    revive: async (id) => {
      revived.push(id);
      return revived.length > 1;
    },
  });
  const path = await file('g');
  await intake.open([path]);
  await intake.open([path]);
  await intake.open([path]);
  expect(notices.map((notice) => notice.kind)).toEqual(['added', 'present', 'added']);
});

test('pasted text is searched for links', () => {
  const magnet = 'magnet:?xt=urn:btih:abc';
  expect(
    linksOfText(`hello\n ${magnet} \r\n/tmp/a.torrent\nC:\\x\\b.torrent\nrelative.torrent`),
  ).toEqual({
    ok: true,
    value: [magnet, '/tmp/a.torrent', 'C:\\x\\b.torrent'],
  });
  expect(linksOfText('just words')).toMatchObject({ ok: false, code: 'nothing-to-add' });
});

test('many files are offered in one go, and a link gets its files later', async () => {
  let told = 0;
  const { intake, offers } = setUp({});
  const counting = setUp({
    onOffers: () => {
      told++;
    },
  });
  const letters = ['h', 'i', 'j', 'k'];
  await counting.intake.open(await Promise.all(letters.map(file)));
  expect(told).toBe(1);
  expect(counting.intake.offers).toHaveLength(4);

  await intake.open([`magnet:?xt=urn:btih:${'0'.repeat(40)}`]);
  const [link] = offers();
  expect(link?.preview.files.paths).toBe('');
  const preview = { ...(link?.preview as NonNullable<typeof link>['preview']), name: 'whole' };
  intake.peeked(preview);
  expect(offers()[0]?.preview.name).toBe('whole');
  intake.dismiss(offers().map(({ offer }) => offer));
  intake.peeked(preview);
  expect(offers()).toEqual([]);
});
