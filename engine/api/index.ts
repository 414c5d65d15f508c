/** The engine's vocabulary in one door, for those who may not import engine/core. */
export { isPublicAddress } from '../core/address.ts';
export { type InfoHash, isInfoHash } from '../core/ids.ts';
export { PART_SUFFIX } from '../core/metainfo/part-names.ts';
export { done, type Fault, fault, ok, type Result, type Success } from '../core/result.ts';
export type * from './create.ts';
export { decodeDelta, encodeDelta, type FullDelta } from './delta-text.ts';
export type * from './details.ts';
export type * from './engine-api.ts';
export type * from './files-api.ts';
export type * from './import.ts';
export type * from './organise.ts';
export type * from './policy.ts';
export type * from './statistics.ts';
export type * from './torrent.ts';
export type * from './watch.ts';
export type * from './web-seeds.ts';
