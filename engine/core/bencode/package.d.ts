/** The part of the package that is used: it brings no types. */
declare module 'bencode' {
  const bencode: { encode(value: unknown): Uint8Array<ArrayBuffer> };
  export default bencode;
}
