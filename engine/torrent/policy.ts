import type { TransferPolicy } from '../api/policy.ts';
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

/** Acts at once on what is under way. */
export function setPolicy(torrent: Torrent, change: Partial<TransferPolicy>): void {
  const before = policyOf(torrent.options);
  const after = { ...before, ...change };
  torrent.options = withPolicy(torrent.options, after);
  if (torrent.transfer !== undefined) {
    torrent.transfer.picker.mode = after.sequential ? 'sequential' : 'rarest';
    if (after.firstLast !== before.firstLast) torrent.applyWishes();
  }
  if (before.superSeeding && !after.superSeeding) {
    torrent.superSeeding.end();
    torrent.extensions.tellUploadOnly();
  }
  torrent.host.changed(torrent);
}
