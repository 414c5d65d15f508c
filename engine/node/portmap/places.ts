import { parseIp, samePrefix } from '../../core/address.ts';
import { isIpv6 } from '../../core/endpoint.ts';
import type { Net, NetInterface } from '../../ports/net.ts';

/** One of our IPv4 addresses and a default gateway on its network, if there is one. */
export interface Place {
  /** Our own address there: mappings lead to it, and requests leave from it. */
  readonly own: string;
  readonly prefix: number;
  readonly gateway: string | undefined;
}

const MAX_PLACES = 8;

/** Is the address on the network of the place? */
export function isOn(place: Pick<Place, 'own' | 'prefix'>, host: string): boolean {
  const [own, other] = [parseIp(place.own), parseIp(host)];
  return own !== undefined && other?.length === own.length && samePrefix(own, other, place.prefix);
}

/**
 * Where gateways may be: the networks with a default gateway, in the order of these, then the others. `host` is
 * the address that listens, or empty for all. IPv6 needs no mapping.
 */
export function placesOf(
  interfaces: ReturnType<Net['interfaces']>,
  gateways: readonly string[],
  host: string,
): readonly Place[] {
  const anywhere = host === '' || host === '0.0.0.0' || host === '::';
  const ours = interfaces.filter(
    (each) => !each.loopback && !isIpv6(each.address) && (anywhere || each.address === host),
  );
  const place = ({ address, prefix }: NetInterface): Place => {
    const own = { own: address, prefix };
    return { ...own, gateway: gateways.find((gateway) => isOn(own, gateway)) };
  };
  const order = ({ gateway }: Place): number =>
    gateway === undefined ? gateways.length : gateways.indexOf(gateway);
  return ours
    .map(place)
    .sort((a, b) => order(a) - order(b))
    .slice(0, MAX_PLACES);
}
