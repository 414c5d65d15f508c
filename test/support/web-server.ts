import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProcessGroup } from './process-group.ts';

export interface WebRequestSeen {
  readonly path: string;
  readonly range: string | undefined;
}

export interface WebServer {
  readonly url: string;
  readonly seen: readonly WebRequestSeen[];
}

export type WebAnswer = (request: IncomingMessage, response: ServerResponse) => void;

/** An HTTP server on loopback that answers as it is told; it ends with the group. */
export async function startWebServer(group: ProcessGroup, answer: WebAnswer): Promise<WebServer> {
  const seen: WebRequestSeen[] = [];
  const server = createServer((request, response) => {
    seen.push({ path: request.url ?? '', range: request.headers.range });
    response.on('error', () => undefined);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  group.own(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, seen };
}

/** Serves files by their decoded path below `/`, with ranges, as any web server does. */
export function serveFiles(files: ReadonlyMap<string, Uint8Array>): WebAnswer {
  return (request, response) => {
    const path = decodeURIComponent((request.url ?? '').split('?')[0] ?? '').slice(1);
    const bytes = files.get(path);
    if (bytes === undefined) {
      response.writeHead(404).end();
      return;
    }
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    if (range === null) {
      response.writeHead(200, { 'Content-Length': bytes.length }).end(bytes);
      return;
    }
    const [first, last] = [Number(range[1]), Math.min(Number(range[2]), bytes.length - 1)];
    if (first >= bytes.length) {
      response.writeHead(416, { 'Content-Range': `bytes */${bytes.length}` }).end();
      return;
    }
    response.writeHead(206, {
      'Content-Range': `bytes ${first}-${last}/${bytes.length}`,
      'Content-Length': last - first + 1,
    });
    response.end(bytes.subarray(first, last + 1));
  };
}
