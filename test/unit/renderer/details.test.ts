import { expect, test, vi } from 'vitest';
import type {
  JournalEntry,
  PeerSnapshot,
  StallReason,
  TorrentSnapshot,
} from '../../../preload/contract/index.ts';
import { diagnosisText, remediesOf } from '../../../renderer/features/details/diagnosis.ts';
import { lineOf } from '../../../renderer/features/details/journal-text.ts';
import { stretches } from '../../../renderer/features/details/overview/stretches.ts';
import { peerFlags } from '../../../renderer/features/details/peers/peer-flags.ts';
import { tiersWith, urlsOf } from '../../../renderer/features/details/trackers/tiers.ts';
import { openTransfer, takesTransfer } from '../../../renderer/features/shell/transfer.ts';
import { makeLocale } from '../../../renderer/i18n/locale.tsx';

test('the piece map shares pieces out over the columns, the first in the highest bit', () => {
  expect([...stretches(new Uint8Array([0b1010_0000]), 3, 3)]).toEqual([1, 0, 1]);
  expect([...stretches(new Uint8Array([0b1111_0000]), 8, 2)]).toEqual([1, 0]);
  expect([...stretches(new Uint8Array([0b1100_1000]), 8, 2)]).toEqual([0.5, 0.25]);
  expect([...stretches(new Uint8Array([0x80]), 1, 4)]).toEqual([1, 1, 1, 1]);
});

test('a peer has the letters that other clients use', () => {
  const peer = (change: Partial<PeerSnapshot>) => ({ ...change }) as PeerSnapshot;
  const letters = (change: Partial<PeerSnapshot>) =>
    peerFlags(peer(change))
      .map((flag) => flag.letter)
      .join('');
  expect(letters({})).toBe('');
  expect(letters({ amInterested: true, peerChoking: true })).toBe('d');
  expect(
    letters({ amInterested: true, peerInterested: true, optimistic: true, encrypted: true }),
  ).toBe('DUOE');
  expect(letters({ peerInterested: true, amChoking: true, snubbed: true, incoming: true })).toBe(
    'uSI',
  );
});

const transfer = (types: string[], files: File[] = [], text = ''): DataTransfer =>
  ({ types, files, getData: () => text }) as unknown as DataTransfer;

function setUp(pathOf: (file: unknown) => string) {
  const api = {
    pathOf,
    openPaths: vi.fn(async () => ({ ok: true as const, value: undefined })),
    openBytes: vi.fn(async () => ({ ok: true as const, value: undefined })),
    openText: vi.fn(async () => ({ ok: true as const, value: undefined })),
  };
  const reported: unknown[] = [];
  return {
    api,
    reported,
    report: (call: Promise<unknown>) => void call.then((result) => reported.push(result)),
  };
}

test('files and text are taken, columns dragged in the window are not', () => {
  expect(takesTransfer(transfer(['Files']))).toBe(true);
  expect(takesTransfer(transfer(['text/plain']))).toBe(true);
  expect(takesTransfer(transfer(['application/x-skein-column', 'text/plain']))).toBe(false);
  expect(takesTransfer(null)).toBe(false);
});

test('dropped files go by path, those without one by content, too large ones not at all', async () => {
  const { api, reported, report } = setUp((file) =>
    (file as File).name === 'disk.torrent' ? '/d/disk.torrent' : '',
  );
  const huge = new File(['x'], 'huge.torrent');
  Object.defineProperty(huge, 'size', { value: 11 * 1024 * 1024 });
  openTransfer(
    transfer(['Files'], [new File(['a'], 'disk.torrent'), new File(['b'], 'web.torrent'), huge]),
    report,
    api,
  );
  await vi.waitFor(() => expect(reported).toHaveLength(3));
  expect(api.openPaths).toHaveBeenCalledWith({ paths: ['/d/disk.torrent'] });
  expect(api.openBytes).toHaveBeenCalledWith({ name: 'web.torrent', bytes: new Uint8Array([98]) });
  expect(api.openBytes).toHaveBeenCalledTimes(1);
  expect(reported).toContainEqual(
    expect.objectContaining({ ok: false, code: 'torrent-too-large' }),
  );
});

test('text goes as text', async () => {
  const { api, reported, report } = setUp(() => '');
  openTransfer(transfer(['text/plain'], [], 'magnet:?xt=x'), report, api);
  openTransfer(transfer(['text/plain'], [], '   '), report, api);
  await vi.waitFor(() => expect(reported).toHaveLength(1));
  expect(api.openText).toHaveBeenCalledWith({ text: 'magnet:?xt=x' });
});

const causes: readonly StallReason[] = [
  'queued',
  'on-battery',
  'on-metered',
  'disk-low',
  'paused-by-rule',
  'disk-full',
  'folder-missing',
  'file-error',
  'no-peers',
  'trackers-failing',
  'no-trackers',
  'dht-off',
  'dht-empty',
  'port-closed',
  'no-metadata',
  'pieces-missing',
  'choked',
  'limited',
];

test.each(['en', 'de'] as const)('every cause has its sentence and its button (%s)', (language) => {
  const locale = makeLocale(language, language, 'binary');
  const fault = { code: 'disk-full', subject: '/films', message: 'The disk of /films is full.' };
  const trackerFault = { code: 'x', subject: 'http://t', message: 'Go away.' };
  for (const stall of causes) {
    const isDisk = ['disk-full', 'folder-missing', 'file-error'].includes(stall);
    const row = {
      stall,
      fault: isDisk ? fault : undefined,
      trackerFault: stall === 'trackers-failing' ? trackerFault : undefined,
      missingPieces: 1234,
    } as TorrentSnapshot;
    const text = diagnosisText(row, locale) ?? '';
    expect(text.length, stall).toBeGreaterThan(15);
    if (isDisk) expect(text).toContain('/films');
    if (stall === 'trackers-failing') expect(text).toContain('Go away.');
    if (stall === 'pieces-missing') expect(text).toContain(language === 'en' ? '1,234' : '1.234');
    expect(remediesOf(stall).length > 0, stall).toBe(stall !== 'choked');
    for (const { kind } of remediesOf(stall)) {
      expect(locale.t(`remedy.${kind}`), kind).not.toContain('remedy.');
    }
  }
});

test('a line of the log names the tracker once', () => {
  const locale = makeLocale('en', 'en', 'binary');
  const entry = (message: string): JournalEntry => ({
    at: 0,
    level: 'warn',
    code: 'tracker-failed',
    subject: 'http://t/announce',
    fault: { code: 'tracker-refused', subject: '', message },
  });
  expect(lineOf(entry('http://t/announce is down.'), locale)).toBe('http://t/announce is down.');
  expect(lineOf(entry('Unregistered torrent'), locale)).toBe(
    'http://t/announce: Unregistered torrent',
  );
});

test('a tracker is changed or taken out where it stands; an empty tier goes with its last one', () => {
  const trackers = [
    { url: 'a', tier: 0 },
    { url: 'b', tier: 0 },
    { url: 'c', tier: 2 },
  ];
  expect(tiersWith(trackers, 'b', 'x')).toEqual([['a', 'x'], ['c']]);
  expect(tiersWith(trackers, 'c', undefined)).toEqual([['a', 'b']]);
  expect(urlsOf(' http://a,\nhttp://b  http://a ')).toEqual(['http://a', 'http://b']);
});
