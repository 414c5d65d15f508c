import type { Bitfield } from '../bitfield.ts';
import type { ActivePiece, PieceMemory } from './active-piece.ts';
import type { Below } from './piece-order.ts';

/** What the picker must know of a peer. */
export interface PickerPeer<M extends PieceMemory = PieceMemory> {
  /** Above 0, never used again for another peer. */
  readonly id: number;
  readonly has: Bitfield;
  /** The piece it works on; the picker keeps it. */
  current: ActivePiece<M> | undefined;
  /** It would finish a whole piece in a short time: others leave its piece to it. */
  readonly fast: boolean;
  /** Seeds are not counted in the availability of the pieces' order. */
  readonly isSeed: boolean;
  /** It had a hand in a bad piece: until it is cleared it works on pieces of its own. */
  readonly suspect: boolean;
  /** At the end it is asked for what another has owed for this long (ms): it would surely be quicker. */
  readonly patience: number;
  /** BEP 6: pieces that it would like us to fetch, the newest last. */
  readonly suggestions: readonly number[];
  isAskedFor(piece: number, begin: number): boolean;
  /** Asks the peer for a block. */
  ask(piece: number, begin: number, length: number): void;
}

export interface PickerHost<M extends PieceMemory> {
  readonly below: Below;
  now(): number;
  pieceLength(piece: number): number;
  /** Blocks of the piece that need not be fetched. Never all of them. */
  pads(piece: number): readonly number[];
  /** How many others should rather fetch a piece that hardly anybody has; 0: nobody. */
  rank(piece: number): number;
  /** Memory to start a piece with; `disk` when its blocks go there one by one; undefined when there is none now. */
  memoryFor(piece: number): M | 'disk' | undefined;
}

export type PickMode = 'rarest' | 'sequential';
