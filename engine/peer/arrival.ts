import type { ActivePiece } from '../core/picker/active-piece.ts';

/** The block that arrives from a peer right now, so that it can be given up when the connection ends. */
export class Arrival {
  /** Undefined when none does, or nobody wants it. */
  active: ActivePiece | undefined;
  begin = 0;
  /** It was still among the requests when it began to arrive. */
  asked = false;
  since = 0;
}
