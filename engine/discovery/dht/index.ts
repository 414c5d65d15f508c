export { DhtService } from './service.ts';
export type { DhtState } from './state.ts';
export type { DhtHost, DhtPorts, DhtServiceOptions } from './types.ts';
