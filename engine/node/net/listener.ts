import { createServer, type Server } from 'node:net';
import { canonicalIp } from '../../core/address.ts';
import { type Endpoint, endpointText } from '../../core/endpoint.ts';
import { fault, ok, type Result } from '../../core/result.ts';
import type { Connection, ConnectionEvents, Listener, NetCode } from '../../ports/net.ts';
import { errorDetail, netCode } from './codes.ts';
import { NodeConnection, remoteOf } from './connection.ts';

export type Accepted = (connection: Connection) => ConnectionEvents | undefined;

/** Told of faults of a running listener, such as no more file handles. */
export type ListenerTrouble = (code: NetCode, detail: string) => void;

/** Listens; an empty host means every address, IPv4 and IPv6 on one socket where the system has IPv6. */
export async function listen(
  at: Endpoint,
  accepted: Accepted,
  trouble: ListenerTrouble,
): Promise<Result<Listener, NetCode>> {
  if (at.host !== '') return listenOn(at, accepted, trouble);
  const dual = await listenOn({ host: '::', port: at.port }, accepted, trouble);
  if (dual.ok || dual.code !== 'net-unreachable') return dual;
  return listenOn({ host: '0.0.0.0', port: at.port }, accepted, trouble);
}

function listenOn(
  at: Endpoint,
  accepted: Accepted,
  trouble: ListenerTrouble,
): Promise<Result<Listener, NetCode>> {
  const server = createServer({
    pauseOnConnect: true,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: 120_000,
  });
  server.on('connection', (socket) => {
    const remote = remoteOf(socket);
    if (remote === undefined) {
      socket.destroy();
      return;
    }
    const connection = NodeConnection.adopt(socket, remote);
    const events = accepted(connection);
    if (events === undefined) connection.close();
    else connection.start(events);
  });
  return new Promise((resolve) => {
    server.once('error', (error) => {
      resolve(
        fault(
          netCode(error),
          endpointText(at),
          `cannot listen on ${endpointText(at)}: ${errorDetail(error)}`,
        ),
      );
    });
    server.listen({ host: at.host, port: at.port, exclusive: true }, () => {
      server.removeAllListeners('error');
      server.on('error', (error) => trouble(netCode(error), errorDetail(error)));
      resolve(ok(new NodeListener(server)));
    });
  });
}

class NodeListener implements Listener {
  readonly local: Endpoint;
  readonly #server: Server;

  constructor(server: Server) {
    const address = server.address() as { address: string; port: number };
    this.local = { host: canonicalIp(address.address) ?? address.address, port: address.port };
    this.#server = server;
  }

  /** The port is free when this resolves; connections accepted before stay with their owners. */
  async close(): Promise<void> {
    this.#server.close();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
