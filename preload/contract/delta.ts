export { decodeDelta, encodeDelta } from '../../engine/api/delta-text.ts';
