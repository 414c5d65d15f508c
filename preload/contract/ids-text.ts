import type { InfoHash } from '../../engine/api/index.ts';

/** Info-hashes one behind the other: one string crosses every border as a whole, a list of ten thousand does not. */
export const joinIds = (ids: Iterable<InfoHash>): string => [...ids].join('');

export const splitIds = (text: string): InfoHash[] =>
  (text.match(/.{40}/g) ?? []) as string[] as InfoHash[];
