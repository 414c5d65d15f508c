import type { BencodeLimits } from '../../bencode/decode.ts';
import { type Fault, fault } from '../../result.ts';

export type ExtendedCode = 'extended-malformed';

export const extendedFault = (message: string, cause: string): Fault<ExtendedCode> =>
  fault('extended-malformed', message, `The peer's ${message} message is malformed: ${cause}.`);

/** BEP 10 sets none; these hold many times what any client sends. */
export const EXTENDED_LIMITS: BencodeLimits = {
  maxBytes: 64 * 1024,
  maxDepth: 8,
  maxTokens: 2000,
  unsortedKeys: true,
};
