import bencode from 'bencode';

/** Absent (undefined) entries are left out. */
export type Bencodable =
  | number
  | string
  | Uint8Array
  | readonly Bencodable[]
  | { readonly [key: string]: Bencodable | undefined };

/**
 * BEP 3 bencode of our own values, with sorted keys; text becomes UTF-8. Only for values that we made:
 * keys are ASCII, integers safe. Anything else is a programming error and throws, because the package
 * would sort other keys by UTF-16 units instead of bytes, and round other numbers.
 */
export function encodeBencode(value: Bencodable): Uint8Array<ArrayBuffer> {
  assertEncodable(value);
  return bencode.encode(value);
}

function assertEncodable(value: Bencodable | undefined): void {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError(`Not a safe integer: ${value}`);
  } else if (Array.isArray(value)) {
    for (const item of value) assertEncodable(item);
  } else if (typeof value === 'object' && !(value instanceof Uint8Array)) {
    for (const [key, item] of Object.entries(value)) {
      if (!/^[\x20-\x7e]*$/.test(key)) throw new RangeError(`Not an ASCII key: ${key}`);
      assertEncodable(item);
    }
  }
}
