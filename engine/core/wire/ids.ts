/** Message ids of BEP 3, 5 (port), 6 (fast) and 10 (extended). */
export const MSG = {
  choke: 0,
  unchoke: 1,
  interested: 2,
  notInterested: 3,
  have: 4,
  bitfield: 5,
  request: 6,
  piece: 7,
  cancel: 8,
  port: 9,
  suggest: 13,
  haveAll: 14,
  haveNone: 15,
  reject: 16,
  allowedFast: 17,
  extended: 20,
} as const;

export const HANDSHAKE_LENGTH = 68;

/** The largest block that anyone may ask for or send; the field asks for 16 KiB. */
export const MAX_BLOCK = 128 * 1024;

/** Bound on an extended message (BEP 10), and on messages we do not know and skip. */
export const MAX_EXTENDED = 1024 * 1024;

/** Longer than any extended message that we understand: what is beyond is skipped, not kept. */
export const MAX_EXTENDED_KEPT = 64 * 1024 + 1;
