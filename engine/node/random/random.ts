import { randomFillSync, randomInt } from 'node:crypto';
import type { Random } from '../../ports/random.ts';

export const nodeRandom: Random = {
  below: (bound) => randomInt(bound),
  fill: (bytes) => randomFillSync(bytes),
};
