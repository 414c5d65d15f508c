import { createHash } from 'node:crypto';
import {
  decodePmpAddress,
  decodePmpMap,
  encodePmpAddress,
  encodePmpMap,
  PMP_PORT,
  type PmpOutcome,
} from '../../core/portmap/nat-pmp.ts';
import {
  decodePcpAnnounce,
  decodePcpMap,
  encodePcpAnnounce,
  encodePcpMap,
  NONCE_BYTES,
} from '../../core/portmap/pcp.ts';
import type { MapAsk, MapGrant } from '../../core/portmap/types.ts';
import { done, fault, ok } from '../../core/result.ts';
import type {
  Gateway,
  GatewaySearch,
  MapCall,
  MapMethod,
  MapRequest,
  PortMapping,
} from '../../ports/portmap.ts';
import type { Udp } from '../../ports/udp.ts';
import { type MapResult, startCall } from './call.ts';
import { ask } from './exchange.ts';

export interface PmpAddress {
  readonly udp: Udp;
  /** Our own address on the gateway's network. */
  readonly own: string;
  readonly gateway: string;
  /** Another port than PMP_PORT, for tests. */
  readonly port?: number | undefined;
}

type PmpMethod = Extract<MapMethod, 'pcp' | 'nat-pmp'>;

/** Which of the two the gateway speaks, PCP before NAT-PMP, asked for both at once. */
export async function findPmp(
  at: PmpAddress,
  search: GatewaySearch,
  signal: AbortSignal,
): Promise<MapResult<Gateway>> {
  const pcp = !search.without.includes('pcp');
  const pmp = !search.without.includes('nat-pmp');
  let refused: Refusal | undefined;
  // Each version answers the other's question with a refusal: only a yes ends the wait.
  const yes = (method: PmpMethod, outcome: PmpOutcome<unknown> | undefined) => {
    if (outcome?.ok === true) return method;
    refused = outcome ?? refused;
    return undefined;
  };
  const answer = await ask(
    {
      udp: at.udp,
      own: at.own,
      to: { host: at.gateway, port: at.port ?? PMP_PORT },
      datagrams: [
        ...(pcp ? [encodePcpAnnounce(at.own)] : []),
        ...(pmp ? [encodePmpAddress()] : []),
      ],
      decode: (datagram) =>
        (pcp ? yes('pcp', decodePcpAnnounce(datagram)) : undefined) ??
        (pmp ? yes('nat-pmp', decodePmpAddress(datagram)) : undefined),
    },
    signal,
  );
  if (answer.ok) return ok(new PmpGateway(at, answer.value, search.secret));
  return refused === undefined ? answer : refusal(at.gateway, refused);
}

type Refusal = Extract<PmpOutcome<unknown>, { readonly ok: false }>;

const refusal = (gateway: string, { why, result }: Refusal): MapResult<never> =>
  fault('portmap-refused', gateway, `${gateway} refuses: ${why}.`, { result });

/** A gateway that speaks PCP or NAT-PMP. */
class PmpGateway implements Gateway {
  readonly method: PmpMethod;
  readonly address: string;
  readonly #at: PmpAddress;
  readonly #nonce: Uint8Array;

  constructor(at: PmpAddress, method: PmpMethod, secret: Uint8Array) {
    this.#at = at;
    this.method = method;
    this.address = at.gateway;
    // RFC 6887, 11.2: another nonce for each server; the same after a restart, or our own mapping shuts us out.
    const nonce = createHash('sha256').update(secret).update(at.gateway).update(at.own).digest();
    this.#nonce = new Uint8Array(nonce.subarray(0, NONCE_BYTES));
  }

  map(request: MapRequest): MapCall<PortMapping> {
    const { protocol, internalPort, wantedPort, leaseSeconds } = request;
    return startCall(async (signal) => {
      const granted = await this.#request(
        { protocol, internalPort, externalPort: wantedPort, lifetime: leaseSeconds },
        signal,
      );
      if (!granted.ok) return granted;
      const { externalPort, lifetime } = granted.value;
      const externalHost = granted.value.externalHost ?? (await this.#externalHost(signal));
      return ok({ protocol, internalPort, externalPort, externalHost, leaseSeconds: lifetime });
    });
  }

  unmap(mapping: Pick<PortMapping, 'protocol' | 'internalPort'>): MapCall<void> {
    const { protocol, internalPort } = mapping;
    return startCall(async (signal) => {
      const ended = await this.#request(
        { protocol, internalPort, externalPort: 0, lifetime: 0 },
        signal,
      );
      return ended.ok ? done : ended;
    });
  }

  async #request(request: MapAsk, signal: AbortSignal): Promise<MapResult<MapGrant>> {
    const pcp = this.method === 'pcp';
    const { own, gateway } = this.#at;
    const answer = await ask(
      {
        ...this.#question(),
        datagrams: [pcp ? encodePcpMap(request, own, this.#nonce) : encodePmpMap(request)],
        decode: (datagram) =>
          pcp ? decodePcpMap(datagram, request, this.#nonce) : decodePmpMap(datagram, request),
      },
      signal,
    );
    if (!answer.ok) return answer;
    return answer.value.ok ? ok(answer.value.value) : refusal(gateway, answer.value);
  }

  /** NAT-PMP says it in an answer of its own; a gateway that does not know it maps nevertheless. */
  async #externalHost(signal: AbortSignal): Promise<string | undefined> {
    if (this.method === 'pcp') return undefined;
    const answer = await ask(
      { ...this.#question(), datagrams: [encodePmpAddress()], decode: decodePmpAddress },
      signal,
    );
    if (!answer.ok || !answer.value.ok) return undefined;
    return answer.value.value === '0.0.0.0' ? undefined : answer.value.value;
  }

  #question() {
    const { udp, own, gateway, port } = this.#at;
    return { udp, own, to: { host: gateway, port: port ?? PMP_PORT } };
  }
}
