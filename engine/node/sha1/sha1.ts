import { createHash } from 'node:crypto';
import type { Sha1 } from '../../ports/hasher.ts';

export function createNodeSha1(): Sha1 {
  return {
    digest(...parts) {
      const hash = createHash('sha1');
      for (const part of parts) hash.update(part);
      return new Uint8Array(hash.digest());
    },
  };
}
