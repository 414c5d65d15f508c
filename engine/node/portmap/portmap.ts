import type { Endpoint } from '../../core/endpoint.ts';
import { fault } from '../../core/result.ts';
import type { Net } from '../../ports/net.ts';
import type { Gateway, GatewaySearch, PortMap } from '../../ports/portmap.ts';
import type { Random } from '../../ports/random.ts';
import type { Udp } from '../../ports/udp.ts';
import { type MapResult, startCall } from './call.ts';
import { type Place, placesOf } from './places.ts';
import { findPmp } from './pmp-gateway.ts';
import { defaultGateways } from './routes.ts';
import { searchIgds } from './ssdp.ts';
import { openUpnp } from './upnp-gateway.ts';

/** A network with many devices that claim to be gateways is asked no longer than this. */
const MAX_IGDS = 3;

export interface NodePortMapPorts {
  readonly udp: Udp;
  readonly random: Random;
  readonly interfaces: Net['interfaces'];
}

export interface NodePortMapOptions {
  /** Instead of those of the system's routes; tests have their own. */
  readonly gateways?: readonly string[];
  /** Instead of those of the interfaces. */
  readonly places?: readonly Place[];
  readonly pmpPort?: number;
  readonly ssdp?: Endpoint;
}

/** PCP, NAT-PMP and UPnP over Node's sockets, to the gateways of this machine's networks. */
export const createNodePortMap = (
  ports: NodePortMapPorts,
  options: NodePortMapOptions = {},
): PortMap => ({
  find: (search) => startCall((signal) => find(ports, options, search, signal)),
});

/** PCP and NAT-PMP are asked while the UPnP search runs; a UPnP device is spoken to only when they fail. */
async function find(
  ports: NodePortMapPorts,
  options: NodePortMapOptions,
  search: GatewaySearch,
  signal: AbortSignal,
): Promise<MapResult<Gateway>> {
  const gateways = options.gateways ?? (await defaultGateways());
  const places = options.places ?? placesOf(ports.interfaces(), gateways, search.host);
  const enough = new AbortController();
  const over = AbortSignal.any([signal, enough.signal]);
  const upnp = search.without.includes('upnp')
    ? Promise.resolve([])
    : searchIgds(ports.udp, places, over, options.ssdp);
  const pmp = await firstPmp(ports, options, places, search, over);
  if (pmp?.ok) {
    // Ends the search, and the gateways that were asked beside.
    enough.abort();
    await upnp;
    return pmp;
  }
  let last = pmp;
  for (const found of (await upnp).slice(0, MAX_IGDS)) {
    const opened = await openUpnp(found, ports.random, signal);
    if (opened.ok) return opened;
    last = opened;
  }
  const refused = last?.ok === false && last.code === 'portmap-refused' ? last : undefined;
  return refused ?? fault('portmap-none', '', 'No router on this network maps ports.');
}

/** The first yes, in the order of the places; all are asked at once. */
async function firstPmp(
  { udp }: NodePortMapPorts,
  options: NodePortMapOptions,
  places: readonly Place[],
  search: GatewaySearch,
  signal: AbortSignal,
): Promise<MapResult<Gateway> | undefined> {
  if (search.without.includes('pcp') && search.without.includes('nat-pmp')) return undefined;
  const asked = places.flatMap(({ own, gateway }) =>
    gateway === undefined
      ? []
      : [findPmp({ udp, own, gateway, port: options.pmpPort }, search, signal)],
  );
  let last: MapResult<Gateway> | undefined;
  for (const each of asked) {
    const answer = await each;
    if (answer.ok) return answer;
    if (last === undefined || answer.code === 'portmap-refused') last = answer;
  }
  return last;
}
