import { canonicalIp } from '../../core/address.ts';
import { fromHex, toHex } from '../../core/bytes/bytes.ts';
import { type Endpoint, endpointText, isIpv6 } from '../../core/endpoint.ts';
import { parsePeerAddress } from '../../core/host.ts';

/** What is kept between starts, plain JSON. */
export interface DhtState {
  /** 40 hex digits. */
  readonly id: string;
  /** "1.2.3.4:5", best first. */
  readonly nodes: readonly string[];
}

const MAX_NODES = 200;

export const writeState = (id: Uint8Array, nodes: readonly Endpoint[]): DhtState => ({
  id: toHex(id),
  nodes: nodes.slice(0, MAX_NODES).map(endpointText),
});

/** From the store, where anything may stand; undefined when there is nothing to use. */
export function readState(
  value: unknown,
): { readonly id: Uint8Array; readonly nodes: readonly Endpoint[] } | undefined {
  const state = value as Partial<Record<keyof DhtState, unknown>> | null | undefined;
  if (typeof state !== 'object' || state === null || typeof state.id !== 'string') return undefined;
  const id = fromHex(state.id);
  if (id?.length !== 20) return undefined;
  const nodes: Endpoint[] = [];
  for (const text of Array.isArray(state.nodes) ? state.nodes.slice(0, MAX_NODES) : []) {
    const node = typeof text === 'string' ? parsePeerAddress(text) : undefined;
    if (node !== undefined && canonicalIp(node.host) !== undefined && !isIpv6(node.host))
      nodes.push(node);
  }
  return { id, nodes };
}
