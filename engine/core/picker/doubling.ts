import { BLOCK } from '../ids.ts';
import { type ActivePiece, BLOCK_STATE, type PieceMemory } from './active-piece.ts';
import type { PickerPeer } from './types.ts';

/** A block is asked of this many peers at the most. */
const COPIES = 3;

/** Asks the peer for what others owe of the piece for longer than it would take here. Returns how many blocks. */
export function double<M extends PieceMemory>(
  active: ActivePiece<M>,
  peer: PickerPeer<M>,
  count: number,
  now: number,
): number {
  const before = now - peer.patience;
  let asked = 0;
  for (let block = 0; block < active.blocks && asked < count; block++) {
    const state = active.state[block];
    if (state !== BLOCK_STATE.requested && state !== BLOCK_STATE.receiving) continue;
    const requests = active.requests[block] as number;
    if (requests >= COPIES || (active.askedAt[block] as number) > before) continue;
    if (peer.isAskedFor(active.piece, block * BLOCK)) continue;
    active.requests[block] = requests + 1;
    active.askedAt[block] = now;
    peer.ask(active.piece, block * BLOCK, active.blockLength(block));
    asked++;
  }
  return asked;
}
