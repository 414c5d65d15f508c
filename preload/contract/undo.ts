/** How long a removal can be undone, in milliseconds: as long as its toast stands. */
export const UNDO_MS = 8000;
