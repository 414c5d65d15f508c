import type { PieceDeadline, TransferPolicy } from '../api/policy.ts';
import { type Fault, fault } from '../core/result.ts';
import type { TorrentOptions } from '../ports/store.ts';
import type { Torrent } from './torrent.ts';

export const policyOf = (options: TorrentOptions): TransferPolicy => ({
  sequential: options.sequential === true,
  firstLast: options.firstLast === true,
  superSeeding: options.superSeeding === true,
});

/** The options with the change; what is off is left out. */
export function withPolicy(
  { sequential: _s, firstLast: _f, superSeeding: _u, ...rest }: TorrentOptions,
  policy: TransferPolicy,
): TorrentOptions {
  const { sequential, firstLast, superSeeding } = policy;
  return {
    ...rest,
    ...(sequential ? { sequential } : {}),
    ...(firstLast ? { firstLast } : {}),
    ...(superSeeding ? { superSeeding } : {}),
  };
}

/** Undefined when they hold from now on. */
export function setDeadlines(
  torrent: Torrent,
  deadlines: readonly PieceDeadline[],
): Fault<'torrent-no-metadata' | 'piece-unknown'> | undefined {
  const { name, transfer } = torrent;
  if (transfer === undefined)
    return fault('torrent-no-metadata', name, `The pieces of “${name}” are not known yet.`);
  const { pieceCount } = transfer.info;
  const wrong = deadlines.find(
    ({ piece, inMs }) =>
      !Number.isInteger(piece) || piece < 0 || piece >= pieceCount || !Number.isFinite(inMs),
  );
  if (wrong !== undefined) {
    return fault(
      'piece-unknown',
      name,
      `“${name}” has no piece ${wrong.piece} in ${wrong.inMs} ms.`,
    );
  }
  const now = torrent.now();
  transfer.picker.due.set(
    deadlines
      .filter(({ piece }) => transfer.wanted.needs(piece))
      .map(({ piece, inMs }) => ({ piece, at: now + inMs })),
  );
  return undefined;
}

/** Acts at once on what is under way. */
export function setPolicy(torrent: Torrent, change: Partial<TransferPolicy>): void {
  const before = policyOf(torrent.options);
  const after = { ...before, ...change };
  torrent.options = withPolicy(torrent.options, after);
  if (torrent.transfer !== undefined) {
    torrent.transfer.mode = after.sequential ? 'sequential' : 'rarest';
    if (after.firstLast !== before.firstLast) torrent.applyWishes();
  }
  if (before.superSeeding && !after.superSeeding) {
    torrent.superSeeding.end();
    torrent.extensions.tellUploadOnly();
  }
  torrent.host.changed(torrent);
}
