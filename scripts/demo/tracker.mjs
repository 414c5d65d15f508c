import { createServer } from 'node:http';

// A small but whole HTTP tracker (BEP 3, BEP 23) for a handful of peers on this machine.

const interval = 5;
const forgetAfter = 60_000;

/** @type {Map<string, Map<string, { port: number, left: number, seen: number }>>} peers by info-hash, by peer id */
const swarms = new Map();

/** Query values as raw bytes: an info-hash is not text, so URLSearchParams would spoil it. */
function rawQuery(url) {
  const pairs = url.slice(url.indexOf('?') + 1).split('&');
  return new Map(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      const value = pair.slice(at + 1).replace(/%([0-9a-f]{2})/gi, (_, hex) => fromHex(hex));
      return [pair.slice(0, at), value];
    }),
  );
}

const fromHex = (hex) => String.fromCharCode(Number.parseInt(hex, 16));

function compact(peers) {
  return Buffer.concat(
    peers.map(({ port }) => {
      const entry = Buffer.from([127, 0, 0, 1, 0, 0]);
      entry.writeUInt16BE(port, 4);
      return entry;
    }),
  );
}

function reply(seeds, leechers, peers) {
  const list = compact(peers);
  return Buffer.concat([
    Buffer.from(`d8:completei${seeds}e10:incompletei${leechers}e8:intervali${interval}e5:peers`),
    Buffer.from(`${list.length}:`),
    list,
    Buffer.from('e'),
  ]);
}

function announce(query) {
  const infoHash = query.get('info_hash');
  const id = query.get('peer_id');
  const port = Number(query.get('port'));
  if (infoHash?.length !== 20 || id?.length !== 20 || !(port > 0 && port < 65_536)) {
    return Buffer.from('d14:failure reason11:bad requeste');
  }
  const swarm = swarms.get(infoHash) ?? new Map();
  swarms.set(infoHash, swarm);
  const now = Date.now();
  for (const [other, { seen }] of swarm) if (now - seen > forgetAfter) swarm.delete(other);
  if (query.get('event') === 'stopped') swarm.delete(id);
  else swarm.set(id, { port, left: Number(query.get('left')), seen: now });
  const all = [...swarm.values()];
  const others = [...swarm].filter(([other]) => other !== id).map(([, peer]) => peer);
  const seeds = all.filter(({ left }) => left === 0).length;
  return reply(seeds, all.length - seeds, others);
}

/** @returns {Promise<{ url: string, stop: () => void }>} the announce URL of a tracker on a free port of loopback */
export function startTracker() {
  const server = createServer((request, response) => {
    const isAnnounce = request.url?.startsWith('/announce?');
    response.writeHead(isAnnounce ? 200 : 404, { 'content-type': 'text/plain' });
    response.end(isAnnounce ? announce(rawQuery(request.url)) : undefined);
  });
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      resolve({ url: `http://127.0.0.1:${port}/announce`, stop });
    });
  });
}
