import { expect, test, vi } from 'vitest';
import type { PeerSnapshot } from '../../../preload/contract/index.ts';
import { stretches } from '../../../renderer/features/details/overview/stretches.ts';
import { peerFlags } from '../../../renderer/features/details/peers/peer-flags.ts';
import { openTransfer, takesTransfer } from '../../../renderer/features/shell/transfer.ts';

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
