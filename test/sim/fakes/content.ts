/** Fills the view with what the file holds at `offset`. */
export type Content = (path: string, offset: number, into: Uint8Array) => void;

/**
 * Bytes that follow from the file's path and the position: every block of 16 KiB starts with 16 bytes of its
 * own, the rest is a byte that differs from block to block. Cheap to make, cheap to compare, kept nowhere.
 */
export const generatedContent =
  (seed: number): Content =>
  (path, offset, into) => {
    const salt = saltOf(path, seed);
    for (let at = 0; at < into.length; ) {
      const position = offset + at;
      const block = Math.floor(position / PAGE);
      const inBlock = position - block * PAGE;
      const end = Math.min(into.length, at + PAGE - inBlock);
      into.fill(mix(salt, block) & 0xff, at, end);
      for (let i = inBlock; i < MARK && at + i - inBlock < end; i++) {
        into[at + i - inBlock] = mix(salt ^ i, block) & 0xff;
      }
      at = end;
    }
  };

export const PAGE = 16 * 1024;
/** Bytes at the start of a block that tell it from every other. */
export const MARK = 16;

const salts = new Map<string, number>();

function saltOf(path: string, seed: number): number {
  const key = `${seed} ${path}`;
  let salt = salts.get(key);
  if (salt === undefined) {
    salt = seed | 0;
    for (let i = 0; i < path.length; i++) salt = Math.imul(salt ^ path.charCodeAt(i), 0x01000193);
    salts.set(key, salt);
  }
  return salt;
}

function mix(a: number, b: number): number {
  let x = Math.imul(a ^ b, 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 15), 0x85ebca77);
  return (x ^ (x >>> 13)) >>> 0;
}
