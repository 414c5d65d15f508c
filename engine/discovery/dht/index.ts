export { type DhtHost, type DhtPorts, DhtService, type DhtServiceOptions } from './service.ts';
export type { DhtState } from './state.ts';
