import { addressScope, canonicalIp } from '../../core/address.ts';
import { utf8Encode } from '../../core/bytes/text.ts';
import {
  decodeSoap,
  encodeSoap,
  IGD_CONFLICT,
  IGD_FAILED,
  IGD_INVALID_ARGS,
  IGD_NO_SUCH_ENTRY,
  IGD_PERMANENT_ONLY,
  IGD_SAME_PORTS,
  isRefusal,
  parseIgd,
  type SoapArguments,
  type SoapRefusal,
} from '../../core/portmap/igd.ts';
import { done, fault, ok } from '../../core/result.ts';
import type { Gateway, MapCall, MapRequest, PortMapping } from '../../ports/portmap.ts';
import type { Random } from '../../ports/random.ts';
import { type MapResult, startCall } from './call.ts';
import type { Found } from './ssdp.ts';
import { onDevice, visit } from './web.ts';

/** What the router's own page shows beside the port. */
const DESCRIPTION = 'Skein';
/** Other external ports that are tried when the wanted one belongs to somebody else. */
const OTHER_PORTS = 4;
const FIRST_PORT = 49_152;
const PORTS = 65_535 - FIRST_PORT;

interface Control {
  readonly url: URL;
  readonly type: string;
}

type Values = ReadonlyMap<string, string>;

/** Reads the device's description and takes its first service that is connected to the internet. */
export async function openUpnp(
  found: Found,
  random: Random,
  signal: AbortSignal,
): Promise<MapResult<Gateway>> {
  const { location, device } = found;
  const page = await visit({ url: location }, signal);
  if (!page.ok) return page;
  const description = parseIgd(page.value.text);
  if (page.value.status !== 200 || !description.ok)
    return fault('portmap-garbled', device, `${device} sends no description of a gateway.`);
  const { baseUrl, services } = description.value;
  // Where the base is not the device's own, the description's address is.
  const base = onDevice(baseUrl ?? '', device) ?? location;
  const controls = services.flatMap(({ type, controlUrl }): Control[] => {
    const url = onDevice(controlUrl, device, base);
    return url === undefined ? [] : [{ type, url }];
  });
  let last: MapResult<never> = fault('portmap-none', device, `${device} maps no ports.`);
  for (const control of controls) {
    const gateway = new UpnpGateway(found, control, random);
    const external = await gateway.externalHost(signal);
    if (external.ok) return ok(gateway);
    last = external;
  }
  return last;
}

/** A gateway that speaks UPnP (WANIPConnection or WANPPPConnection). */
class UpnpGateway implements Gateway {
  readonly method = 'upnp';
  readonly address: string;
  readonly #own: string;
  readonly #control: Control;
  readonly #random: Random;

  constructor(found: Found, control: Control, random: Random) {
    this.address = found.device;
    this.#own = found.place.own;
    this.#control = control;
    this.#random = random;
  }

  map(request: MapRequest): MapCall<PortMapping> {
    return startCall(async (signal) => {
      const mapped = await this.#map(request, signal);
      if (!mapped.ok) return mapped;
      const external = await this.externalHost(signal);
      return ok({ ...mapped.value, externalHost: external.ok ? external.value : undefined });
    });
  }

  unmap(mapping: Pick<PortMapping, 'protocol' | 'externalPort'>): MapCall<void> {
    return startCall(async (signal) => {
      const ended = await this.#call('DeletePortMapping', portOf(mapping), signal);
      if (!ended.ok) return ended;
      const gone = !isRefusal(ended.value) || ended.value.code === IGD_NO_SUCH_ENTRY;
      return gone ? done : this.#refused(ended.value as SoapRefusal);
    });
  }

  /** A fault where the service has no address: then it is not the one that is connected. */
  async externalHost(signal: AbortSignal): Promise<MapResult<string>> {
    const answer = await this.#call('GetExternalIPAddress', [], signal);
    if (!answer.ok) return answer;
    if (isRefusal(answer.value)) return this.#refused(answer.value);
    const host = canonicalIp(answer.value.get('NewExternalIPAddress') ?? '');
    if (host === undefined || addressScope(host) === 'unspecified')
      return fault('portmap-none', this.address, `${this.address} has no address on the internet.`);
    return ok(host);
  }

  /** What routers refuse is asked again in the way that each of them takes. */
  async #map(
    request: MapRequest,
    signal: AbortSignal,
  ): Promise<MapResult<Omit<PortMapping, 'externalHost'>>> {
    const { protocol, internalPort } = request;
    let externalPort = request.wantedPort;
    let lease = request.leaseSeconds;
    let refusal: SoapRefusal = { code: 0, why: '' };
    for (let others = 0; others <= OTHER_PORTS; ) {
      const answer = await this.#add(request, externalPort, lease, signal);
      if (!answer.ok) return answer;
      if (!isRefusal(answer.value)) {
        const leaseSeconds = lease === 0 ? Number.POSITIVE_INFINITY : lease;
        return ok({ protocol, internalPort, externalPort, leaseSeconds });
      }
      refusal = answer.value;
      const { code } = refusal;
      const permanent = [IGD_PERMANENT_ONLY, IGD_INVALID_ARGS, IGD_FAILED].includes(code);
      if (permanent && lease !== 0) lease = 0;
      else if (code === IGD_SAME_PORTS && externalPort !== internalPort) {
        externalPort = internalPort;
        others++;
      } else if (code === IGD_CONFLICT || (code === IGD_FAILED && others === 0)) {
        externalPort = FIRST_PORT + this.#random.below(PORTS);
        others++;
      } else break;
    }
    return this.#refused(refusal);
  }

  #add(
    { protocol, internalPort }: MapRequest,
    externalPort: number,
    lease: number,
    signal: AbortSignal,
  ): Promise<MapResult<Values | SoapRefusal>> {
    return this.#call(
      'AddPortMapping',
      [
        ...portOf({ protocol, externalPort }),
        ['NewInternalPort', internalPort],
        ['NewInternalClient', this.#own],
        ['NewEnabled', 1],
        ['NewPortMappingDescription', DESCRIPTION],
        ['NewLeaseDuration', lease],
      ],
      signal,
    );
  }

  async #call(
    action: string,
    args: SoapArguments,
    signal: AbortSignal,
  ): Promise<MapResult<Values | SoapRefusal>> {
    const { url, type } = this.#control;
    const page = await visit(
      {
        url,
        post: utf8Encode(encodeSoap(type, action, args)),
        headers: { 'Content-Type': 'text/xml; charset="utf-8"', SOAPAction: `"${type}#${action}"` },
      },
      signal,
    );
    if (!page.ok) return page;
    const answer = decodeSoap(page.value.text, action);
    return answer.ok
      ? answer
      : fault('portmap-garbled', this.address, `${this.address}: ${answer.message}.`);
  }

  #refused({ code, why }: SoapRefusal): MapResult<never> {
    return fault('portmap-refused', this.address, `${this.address} refuses: ${why} (${code}).`, {
      result: code,
    });
  }
}

const portOf = ({
  protocol,
  externalPort,
}: Pick<PortMapping, 'protocol' | 'externalPort'>): SoapArguments => [
  ['NewRemoteHost', ''],
  ['NewExternalPort', externalPort],
  ['NewProtocol', protocol.toUpperCase()],
];
