import type { FileStamp } from '../../ports/store.ts';

/** 16 bytes a file, size and time as little-endian doubles; NaN where the file does not exist. */
export function encodeStamps(stamps: readonly (FileStamp | undefined)[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(stamps.length * 16);
  const view = new DataView(bytes.buffer);
  stamps.forEach((stamp, i) => {
    view.setFloat64(i * 16, stamp?.size ?? Number.NaN, true);
    view.setFloat64(i * 16 + 8, stamp?.mtimeMs ?? Number.NaN, true);
  });
  return bytes;
}

/** A length that is no multiple of 16 is damage: no stamp can be believed then. */
export function decodeStamps(bytes: Uint8Array): (FileStamp | undefined)[] {
  if (bytes.length % 16 !== 0) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 16 }, (_, i) => {
    const size = view.getFloat64(i * 16, true);
    const mtimeMs = view.getFloat64(i * 16 + 8, true);
    return Number.isNaN(size) ? undefined : { size, mtimeMs };
  });
}
