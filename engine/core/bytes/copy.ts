/** The largest stretch that is moved in one go: stays in the core's first cache. */
const STRETCH = 16 * 1024;
const WORD = 8;
const scratch = new Uint8Array(STRETCH + WORD);
const cuts = Array.from({ length: WORD }, (_, skew) => scratch.subarray(skew, skew + STRETCH));

/**
 * Copies into memory that may be shared. Engines copy to and from shared memory in whole words only where both
 * ends lie alike within a word, and byte by byte where not, which takes four times as long. A block arrives
 * anywhere within a chunk: so it goes by way of private memory, copied there to where it lies like its target.
 */
export function copyToShared(
  target: Uint8Array,
  at: number,
  source: Uint8Array,
  from: number,
  count: number,
): void {
  const skew = (target.byteOffset + at) % WORD;
  if ((source.byteOffset + from) % WORD === skew) {
    target.set(source.subarray(from, from + count), at);
    return;
  }
  const cut = cuts[skew] as Uint8Array;
  for (let done = 0; done < count; done += STRETCH) {
    const step = Math.min(STRETCH, count - done);
    cut.set(source.subarray(from + done, from + done + step));
    target.set(step === STRETCH ? cut : cut.subarray(0, step), at + done);
  }
}
