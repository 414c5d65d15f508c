import { Bitfield } from '../core/bitfield.ts';
import { Layout } from '../core/layout.ts';
import type { Info } from '../core/metainfo/types.ts';
import { done, fault, type Result } from '../core/result.ts';
import type { StorageContext } from '../storage/context.ts';
import { createPieceStorage, type Naming } from '../storage/piece-storage.ts';
import type { Torrent } from '../torrent/torrent.ts';
import { PRIORITY } from '../torrent/wishes.ts';

/**
 * Every piece that the torrent has must be good in its copy below `root`, unless it is bad at the old place,
 * too. Pieces with bytes in `kept` files are passed over: those files are not there, and were compared.
 */
export async function verifyCopies(
  context: StorageContext,
  torrent: Torrent,
  { info, ...naming }: Naming & { readonly info: Info },
  root: string,
  kept: readonly number[],
  stopped: () => boolean,
): Promise<Result<void>> {
  const { transfer, storage } = torrent;
  if (transfer === undefined || storage === undefined) return done;
  const pieces = piecesToCheck(info, transfer.have, kept);
  const silent = { fileChanged: () => undefined };
  const copies = createPieceStorage(context, info, root, silent, naming);
  copies.setWanted(
    info.files.map((_file, index) => (torrent.priorities[index] ?? PRIORITY.normal) > 0),
  );
  try {
    const opened = await copies.open(transfer.have.bytes, [], false);
    if (!opened.ok) return opened;
    const checked = await copies.check(pieces, () => undefined, stopped);
    if (!checked.ok) return checked;
    if (stopped()) return fault('move-stopped', torrent.name, 'Moving the files was stopped.');
    const good = new Bitfield(info.pieceCount, checked.value);
    for (const piece of pieces) {
      if (good.get(piece)) continue;
      const before = await storage.verifyOnDisk(piece);
      if (before.ok && !before.value) continue;
      const message = `The copy of “${torrent.name}” in ${root} is not what was copied (piece ${piece}).`;
      return fault('move-unequal', torrent.name, message, { piece });
    }
    return done;
  } finally {
    await copies.close();
  }
}

function piecesToCheck(info: Info, have: Bitfield, kept: readonly number[]): number[] {
  const layout = new Layout(info);
  const passed = new Bitfield(info.pieceCount);
  for (const file of kept) {
    const range = file < 0 ? undefined : layout.piecesOf(file);
    if (range === undefined) continue;
    for (let piece = range.first; piece <= range.last; piece++) passed.set(piece);
  }
  const pieces: number[] = [];
  for (let piece = have.nextSet(0); piece !== -1; piece = have.nextSet(piece + 1))
    if (!passed.get(piece)) pieces.push(piece);
  return pieces;
}
