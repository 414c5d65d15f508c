import { createHash } from 'node:crypto';
import type { Sha1Digest } from '../../engine/core/sha1.ts';

/** Node's SHA-1 in the form that core asks for. */
export const sha1: Sha1Digest = (...parts) => {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
