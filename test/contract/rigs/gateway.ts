import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createNodePortMap } from '../../../engine/node/portmap/portmap.ts';
import { nodeRandom } from '../../../engine/node/random/random.ts';
import { nodeUdp } from '../../../engine/node/udp/udp.ts';
import type { MapMethod, PortMap } from '../../../engine/ports/portmap.ts';

const HOST = '127.0.0.1';
const EXTERNAL = [203, 0, 113, 5];

export interface FakeMapping {
  readonly protocol: string;
  readonly internalPort: number;
  readonly externalPort: number;
  readonly lease: number;
}

/** What the gateway's UDP port answers; undefined: nothing. Several: one datagram each. */
export type PmpScript = (request: Buffer, gateway: FakeGateway) => Buffer[] | undefined;
export type WebScript = (
  request: IncomingMessage & { readonly body: string },
  response: ServerResponse,
  gateway: FakeGateway,
) => void;
/** The headers of the answer to a search; the location of the gateway's own description is `own`. */
export type SsdpScript = (own: string, target: string) => Buffer[];

export interface FakeGatewayOptions {
  readonly pmp?: PmpScript;
  readonly ssdp?: SsdpScript;
  readonly web?: WebScript;
}

/** A router on loopback that does what the test wants, over real sockets. */
export class FakeGateway {
  readonly mappings = new Map<string, FakeMapping>();
  readonly visits: string[] = [];
  readonly portmap: PortMap;
  /** What nobody answers here: to ask would be nothing but waiting. */
  readonly absent: MapMethod[];
  readonly #closers: (() => void | Promise<void>)[];

  private constructor(
    portmap: PortMap,
    absent: MapMethod[],
    closers: (() => void | Promise<void>)[],
  ) {
    this.portmap = portmap;
    this.absent = absent;
    this.#closers = closers;
  }

  static async start(options: FakeGatewayOptions): Promise<FakeGateway> {
    const [pmp, ssdp] = [await socket(), await socket()];
    const web = createServer();
    await new Promise<void>((resolve) => web.listen(0, HOST, resolve));
    const gateway = new FakeGateway(
      createNodePortMap(
        { udp: nodeUdp, random: nodeRandom, interfaces: () => [] },
        {
          gateways: [HOST],
          places: [{ own: HOST, prefix: 8, gateway: HOST }],
          pmpPort: pmp.address().port,
          ssdp: { host: HOST, port: ssdp.address().port },
        },
      ),
      [
        ...(options.pmp === undefined ? (['pcp', 'nat-pmp'] as const) : []),
        ...(options.ssdp === undefined ? (['upnp'] as const) : []),
      ],
      [() => close(pmp), () => close(ssdp), () => closeServer(web)],
    );
    gateway.#answerPmp(pmp, options.pmp);
    gateway.#answerSsdp(ssdp, web, options.ssdp);
    gateway.#answerWeb(web, options.web);
    return gateway;
  }

  async stop(): Promise<void> {
    for (const closer of this.#closers) await closer();
  }

  #answerPmp(pmp: Socket, script: PmpScript | undefined): void {
    pmp.on('message', (request: Buffer, from: RemoteInfo) => {
      for (const reply of script?.(request, this) ?? []) pmp.send(reply, from.port, from.address);
    });
  }

  #answerSsdp(ssdp: Socket, web: Server, script: SsdpScript | undefined): void {
    ssdp.on('message', (request: Buffer, from: RemoteInfo) => {
      const target = /^ST: (.*)\r$/m.exec(request.toString())?.[1] ?? '';
      const own = `http://${HOST}:${(web.address() as AddressInfo).port}/desc.xml`;
      for (const reply of script?.(own, target) ?? []) ssdp.send(reply, from.port, from.address);
    });
  }

  #answerWeb(web: Server, script: WebScript | undefined): void {
    web.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.visits.push(`${request.method} ${request.url}`);
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      request.on('end', () => {
        if (script === undefined) response.writeHead(404).end();
        else script(Object.assign(request, { body }), response, this);
      });
    });
  }
}

async function socket(): Promise<Socket> {
  const made = createSocket('udp4');
  await new Promise<void>((resolve) => made.bind(0, HOST, resolve));
  return made;
}

const close = (open: Socket): Promise<void> =>
  new Promise((resolve) => open.close(() => resolve()));

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** NAT-PMP (RFC 6886), written on its own from the RFC: it also checks ours. */
export const natPmp: PmpScript = (request, gateway) => {
  const [version, opcode] = [request[0], request[1] ?? 0];
  const reply = (result: number, rest: Buffer = Buffer.alloc(0)): Buffer[] => {
    const head = Buffer.from([0, 128 + opcode, 0, result, 0, 0, 0, 9]);
    return [Buffer.concat([head, rest])];
  };
  if (version !== 0) return reply(1);
  if (opcode === 0 && request.length === 2) return reply(0, Buffer.from(EXTERNAL));
  if (request.length !== 12 || (opcode !== 1 && opcode !== 2)) return reply(5);
  const protocol = opcode === 1 ? 'udp' : 'tcp';
  const [internalPort, wanted] = [request.readUInt16BE(4), request.readUInt16BE(6)];
  const lease = request.readUInt32BE(8);
  const externalPort = lease === 0 ? 0 : wanted;
  const key = `${protocol} ${internalPort}`;
  if (lease === 0) gateway.mappings.delete(key);
  else gateway.mappings.set(key, { protocol, internalPort, externalPort, lease });
  const rest = Buffer.alloc(8);
  rest.writeUInt16BE(internalPort, 0);
  rest.writeUInt16BE(externalPort, 2);
  rest.writeUInt32BE(lease, 4);
  return reply(0, rest);
};

/** PCP (RFC 6887) alone; only who made a mapping may end it. */
export function pcpServer(): PmpScript {
  const nonces = new Map<string, string>();
  return (request, gateway) => {
    const opcode = request[1] ?? 0;
    const reply = (result: number, lease = 0, rest: Buffer = Buffer.alloc(0)): Buffer[] => {
      const head = Buffer.alloc(24);
      head.set([2, 0x80 + opcode, 0, result]);
      head.writeUInt32BE(lease, 4);
      head.writeUInt32BE(9, 8);
      return [Buffer.concat([head, rest])];
    };
    if (request[0] !== 2) return reply(1);
    if (request.subarray(8, 24).toString('hex') !== `${'00'.repeat(10)}ffff7f000001`)
      return reply(12);
    if (opcode === 0) return reply(0);
    const body = Buffer.from(request.subarray(24));
    if (opcode !== 1 || body.length !== 36) return reply(3);
    const protocol = body[12] === 17 ? 'udp' : 'tcp';
    const [internalPort, wanted] = [body.readUInt16BE(16), body.readUInt16BE(18)];
    const lease = request.readUInt32BE(4);
    const key = `${protocol} ${internalPort}`;
    const nonce = body.toString('hex', 0, 12);
    if ((nonces.get(key) ?? nonce) !== nonce) return reply(2, 30, body);
    if (lease === 0) gateway.mappings.delete(key);
    else {
      nonces.set(key, nonce);
      gateway.mappings.set(key, { protocol, internalPort, externalPort: wanted, lease });
    }
    body.set([...new Array(10).fill(0), 0xff, 0xff, ...EXTERNAL], 20);
    return reply(0, lease, body);
  };
}

/** Answers searches for the device with the given location, or with its own. */
export const found =
  (location?: string): SsdpScript =>
  (own, target) => [
    Buffer.from(
      `HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=120\r\nST: ${target}\r\nUSN: uuid:1::${target}\r\n` +
        `EXT:\r\nSERVER: fake\r\nLOCATION: ${location ?? own}\r\n\r\n`,
    ),
  ];

const SERVICE = 'urn:schemas-upnp-org:service:WANIPConnection:1';

export const descriptionOf = (controlUrl: string, more = ''): string =>
  `<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0">${more}<device><serviceList><service>
   <serviceType>${SERVICE}</serviceType><controlURL>${controlUrl}</controlURL></service></serviceList>
   </device></root>`;

export interface IgdKnobs {
  /** External ports that belong to somebody else. */
  readonly taken?: readonly number[];
  readonly permanentOnly?: boolean;
}

/** A well-behaved IGD:1 with one service. */
export const igd =
  (knobs: IgdKnobs = {}): WebScript =>
  (request, response, { mappings }) => {
    const say = (status: number, text: string): void => {
      response.writeHead(status, { 'Content-Type': 'text/xml' }).end(text);
    };
    if (request.url === '/desc.xml') return say(200, descriptionOf('/control'));
    const action = /#(\w+)"$/.exec(String(request.headers['soapaction']))?.[1] ?? '';
    const value = (name: string): string =>
      new RegExp(`<${name}>(.*?)</${name}>`).exec(request.body)?.[1] ?? '';
    const answer = (inner: string): void =>
      say(
        200,
        envelope(`<u:${action}Response xmlns:u="${SERVICE}">${inner}</u:${action}Response>`),
      );
    const refuse = (code: number): void => say(500, envelope(soapFault(code)));
    const externalPort = Number(value('NewExternalPort'));
    const key = `${value('NewProtocol').toLowerCase()} ${externalPort}`;
    switch (action) {
      case 'GetExternalIPAddress':
        return answer(`<NewExternalIPAddress>${EXTERNAL.join('.')}</NewExternalIPAddress>`);
      case 'AddPortMapping': {
        const lease = Number(value('NewLeaseDuration'));
        if (knobs.permanentOnly === true && lease !== 0) return refuse(725);
        if (knobs.taken?.includes(externalPort) === true) return refuse(718);
        const protocol = value('NewProtocol').toLowerCase();
        const internalPort = Number(value('NewInternalPort'));
        mappings.set(key, { protocol, internalPort, externalPort, lease });
        return answer('');
      }
      case 'DeletePortMapping':
        return mappings.delete(key) ? answer('') : refuse(714);
      default:
        return refuse(401);
    }
  };

const envelope = (inner: string): string =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${inner}</s:Body></s:Envelope>`;

const soapFault = (code: number): string =>
  `<s:Fault><faultcode>s:Client</faultcode><faultstring>UPnPError</faultstring><detail><UPnPError>
   <errorCode>${code}</errorCode><errorDescription>no</errorDescription></UPnPError></detail></s:Fault>`;
