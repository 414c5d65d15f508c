import { BLOCK } from '../ids.ts';

export const BLOCK_STATE = { free: 0, requested: 1, receiving: 2, received: 3 } as const;
export const NOBODY = 0;

/** Memory that a piece is assembled in. */
export interface PieceMemory {
  readonly bytes: Uint8Array;
}

/**
 * A piece under way, block by block.
 *
 * Invariant: `free` and `received` count the blocks in those states; a block is `requested` only while
 * `requests` of it is above 0; `sender` names who sent a received block.
 */
export class ActivePiece<M extends PieceMemory = PieceMemory> {
  readonly piece: number;
  readonly length: number;
  readonly blocks: number;
  readonly state: Uint8Array;
  /** How many peers are asked for the block now. */
  readonly requests: Uint8Array;
  readonly sender: Uint32Array;
  /** When the block was asked for the last time (ms). */
  readonly askedAt: Float64Array;
  /** Undefined once the piece goes to disk block by block. */
  memory: M | undefined;
  free: number;
  received = 0;
  receiving = 0;
  /** Who works on it alone, or NOBODY. */
  owner = NOBODY;
  ownerIsFast = false;
  /** Its owner must fetch all of it: it is under suspicion, and what it sends must be told apart. */
  isAlone = false;
  /** Where to look for a free block first. */
  hint = 0;
  /** How many of its blocks need not be fetched. */
  pads = 0;
  /** Index in the picker's list of pieces with free blocks; -1 when not there. */
  openAt = -1;
  /** All blocks are in and the hash is being taken. */
  verifying = false;
  /** Someone sent bytes at this time (ms). */
  touchedAt: number;

  constructor(piece: number, length: number, memory: M | undefined, nowMs: number) {
    this.piece = piece;
    this.length = length;
    this.blocks = Math.ceil(length / BLOCK);
    this.state = new Uint8Array(this.blocks);
    this.requests = new Uint8Array(this.blocks);
    this.sender = new Uint32Array(this.blocks);
    this.askedAt = new Float64Array(this.blocks);
    this.memory = memory;
    this.free = this.blocks;
    this.touchedAt = nowMs;
  }

  blockLength(block: number): number {
    return block === this.blocks - 1 ? this.length - block * BLOCK : BLOCK;
  }

  /** Index of a free block, or -1. */
  nextFree(): number {
    if (this.free === 0) return -1;
    const block = this.state.indexOf(BLOCK_STATE.free, this.hint);
    const found = block === -1 ? this.state.indexOf(BLOCK_STATE.free) : block;
    this.hint = found + 1;
    return found;
  }

  /** The block is zeros that nobody need send. */
  pad(block: number): void {
    this.state[block] = BLOCK_STATE.received;
    this.free--;
    this.received++;
    this.pads++;
    const begin = block * BLOCK;
    this.memory?.bytes.fill(0, begin, begin + this.blockLength(block));
  }

  /** Everything is to be fetched again. */
  reset(): void {
    this.state.fill(BLOCK_STATE.free);
    this.requests.fill(0);
    this.sender.fill(NOBODY);
    this.free = this.blocks;
    this.received = 0;
    this.receiving = 0;
    this.pads = 0;
    this.disown();
    this.hint = 0;
    this.verifying = false;
  }

  /** Nothing of it came or is asked for. */
  get isUntouched(): boolean {
    return this.free + this.pads === this.blocks;
  }

  disown(): void {
    this.owner = NOBODY;
    this.isAlone = false;
  }
}
