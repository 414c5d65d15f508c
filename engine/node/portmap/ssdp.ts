import type { Endpoint } from '../../core/endpoint.ts';
import { isIpv6 } from '../../core/endpoint.ts';
import {
  decodeSearchReply,
  encodeSearch,
  SSDP_GROUP,
  SSDP_PORT,
  SSDP_TARGETS,
} from '../../core/portmap/ssdp.ts';
import type { Udp } from '../../ports/udp.ts';
import { pause } from './call.ts';
import { isOn, type Place } from './places.ts';
import { onDevice } from './web.ts';

/** Asked more than once, since a datagram may be lost; devices spread their answers over a second. */
const ROUNDS = 2;
const ROUND_MS = 1_500;
const MAX_FOUND = 16;

/** A device on the local network that may map ports. */
export interface Found {
  readonly place: Place;
  readonly device: string;
  readonly location: URL;
}

/**
 * Those that answered, in 3 s at the most; as soon as the default gateway itself has answered the search is over.
 * Only who is on the same network is heard, and only a description that lies on the one who answered.
 */
export async function searchIgds(
  udp: Udp,
  places: readonly Place[],
  signal: AbortSignal,
  at: Endpoint = { host: SSDP_GROUP, port: SSDP_PORT },
): Promise<readonly Found[]> {
  const found = new Map<string, Found>();
  const enough = new AbortController();
  const over = AbortSignal.any([signal, enough.signal]);
  const open = await Promise.all(
    places.map(async (place) => {
      const bound = await udp.bind(
        { host: place.own, port: 0 },
        {
          received: (datagram, { host }) => {
            const location = locationOf(datagram, host, place);
            if (location === undefined || found.size >= MAX_FOUND) return;
            found.set(location.href, { place, device: host, location });
            if (host === place.gateway) enough.abort();
          },
          failed: () => undefined,
        },
      );
      // To join sets the interface that the datagrams leave by.
      if (bound.ok && at.host === SSDP_GROUP) bound.value.join(at.host, place.own);
      return { place, socket: bound.ok ? bound.value : undefined };
    }),
  );
  try {
    for (let round = 0; round < ROUNDS && !over.aborted; round++) {
      for (const { place, socket } of open) {
        const to = [at, ...(place.gateway === undefined ? [] : [{ ...at, host: place.gateway }])];
        for (const target of SSDP_TARGETS) {
          for (const each of to) socket?.send(encodeSearch(target), each);
        }
      }
      await pause(ROUND_MS, over);
    }
  } finally {
    for (const { socket } of open) socket?.close();
  }
  const rank = ({ device, place }: Found): number =>
    (device === place.gateway ? 0 : MAX_FOUND) + places.indexOf(place);
  return [...found.values()].sort((a, b) => rank(a) - rank(b));
}

function locationOf(datagram: Uint8Array, from: string, place: Place): URL | undefined {
  if (isIpv6(from) || !isOn(place, from)) return undefined;
  const text = decodeSearchReply(datagram);
  return text === undefined ? undefined : onDevice(text, from);
}
