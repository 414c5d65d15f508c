import { UdpMux } from '../../../engine/discovery/udp/mux.ts';
import { nodeClock } from '../../../engine/node/clock/clock.ts';
import { createNodeDns } from '../../../engine/node/dns/dns.ts';
import { createNodeHttp } from '../../../engine/node/http/http.ts';
import { createNodeNet } from '../../../engine/node/net/net.ts';
import { nodeRandom } from '../../../engine/node/random/random.ts';
import { nodeUdp } from '../../../engine/node/udp/udp.ts';

const dns = createNodeDns();
export const quiet = { write: () => undefined };

/** The real network ports, as a session has them. */
export const realPorts = {
  clock: nodeClock,
  random: nodeRandom,
  net: createNodeNet(() => undefined),
  udp: nodeUdp,
  dns,
  http: createNodeHttp(nodeClock, dns),
  log: quiet,
};

/** A bound mux of its own; the caller closes it. */
export async function openMux(host: string): Promise<UdpMux> {
  const mux = new UdpMux(realPorts);
  const bound = await mux.bind({ host, port: 0 });
  if (!bound.ok) throw new Error(bound.message);
  return mux;
}
