import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import process from 'node:process';
import bencode from 'bencode';

// A machine on the local network that is spoken to: an HTTP and a UDP tracker, a DHT node, and an ear for local
// discovery. Whatever arrives is told on stdout, a JSON object a line. Arguments: our addresses.
const hosts = process.argv.slice(2);
/** Who announced what, as compact addresses, by family and torrent. */
const swarms = new Map();
const tell = (kind, from, more) =>
  process.stdout.write(
    `${JSON.stringify({ kind, from: from.replace(/^::ffff:/, ''), ...more })}\n`,
  );

const web = createServer((request, response) => {
  const { searchParams } = new URL(request.url, 'http://tracker');
  const number = (key) => Number(searchParams.get(key));
  const host = request.socket.remoteAddress.replace(/^::ffff:/, '');
  // Clients differ in what they escape.
  const torrent = Buffer.from(
    unescape(/[?&]info_hash=([^&]*)/.exec(request.url)?.[1] ?? ''),
    'latin1',
  ).toString('hex');
  const key = host.includes(':') ? 'peers6' : 'peers';
  const peers = others(`${key} ${torrent}`, host, number('port'));
  tell('http', host, {
    port: number('port'),
    event: searchParams.get('event') ?? '',
    torrent,
  });
  response.end(
    bencode.encode({ interval: 1800, ...(key === 'peers6' ? { peers: '' } : {}), [key]: peers }),
  );
});
web.listen(8000, '::', ready);
web.on('error', (error) => {
  // No IPv6 here.
  if (error.code !== 'EAFNOSUPPORT') throw error;
  web.listen(8000, '0.0.0.0', ready);
});

for (const host of hosts) {
  const type = host.includes(':') ? 'udp6' : 'udp4';
  const tracker = createSocket(type);
  tracker.on('message', (message, from) => {
    const reply = answerTracker(message, from);
    if (reply !== undefined) tracker.send(reply, from.port, from.address);
  });
  tracker.bind(8000, host, ready);
  const node = createSocket(type);
  node.on('message', (message, from) => {
    const reply = answerNode(message, from);
    if (reply !== undefined) node.send(reply, from.port, from.address);
  });
  node.bind(8001, host, ready);
}

const ear = createSocket({ type: 'udp4', reuseAddr: true });
ear.on('message', (message, from) => {
  const port = /^Port: (\d+)\r$/m.exec(message.toString('latin1'))?.[1];
  tell('lsd', from.address, { port: Number(port) });
});
ear.bind(6771, () => {
  const own = hosts.find((host) => !host.includes(':'));
  if (own !== undefined) ear.addMembership('239.192.152.143', own);
  ready();
});

// Somebody to connect to, so that an outgoing connection can be seen.
createTcpServer((socket) => {
  tell('tcp', socket.remoteAddress, {});
  socket.destroy();
}).listen(8002, '::', ready);

let waiting = 3 + hosts.length * 2;
function ready() {
  if (--waiting === 0) tell('ready', '', {});
}

/** BEP 15. */
function answerTracker(message, from) {
  const transaction = message.subarray(12, 16);
  const action = message.readUInt32BE(8);
  if (action === 0) return Buffer.concat([Buffer.alloc(4), transaction, Buffer.from('connects')]);
  if (action !== 1) return undefined;
  tell('udp', from.address, {
    port: message.readUInt16BE(96),
    event: message.readUInt32BE(80),
    torrent: message.toString('hex', 16, 36),
  });
  const reply = Buffer.alloc(20);
  reply.writeUInt32BE(1, 0);
  transaction.copy(reply, 4);
  reply.writeUInt32BE(1800, 8);
  const torrent = `udp ${from.family} ${message.toString('hex', 16, 36)}`;
  return Buffer.concat([reply, others(torrent, from.address, message.readUInt16BE(96))]);
}

/** Those that announced the torrent before, as compact addresses. */
function others(torrent, host, port) {
  const swarm = swarms.get(torrent) ?? new Map();
  swarms.set(torrent, swarm);
  const own = compact(host, port);
  swarm.set(own.toString('hex'), own);
  return Buffer.concat([...swarm.values()].filter((peer) => !peer.equals(own)));
}

function compact(host, port) {
  const end = Buffer.from([port >> 8, port & 0xff]);
  if (!host.includes(':')) return Buffer.concat([Buffer.from(host.split('.').map(Number)), end]);
  const [head, tail] = host
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = new Array(8 - head.length - (tail?.length ?? 0)).fill('0');
  const groups = [...head, ...zeros, ...(tail ?? [])];
  return Buffer.concat([
    Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex'),
    end,
  ]);
}

/** BEP 5: knows nobody but itself. */
function answerNode(message, from) {
  const { t, y, q, a } = bencode.decode(message);
  if (Buffer.from(y ?? '').toString() !== 'q') return undefined;
  const query = Buffer.from(q).toString();
  tell('dht', from.address, { query, port: a?.port });
  const id = Buffer.alloc(20, 0x5a);
  const more = { find_node: { nodes: '' }, get_peers: { nodes: '', token: 'token' } };
  return bencode.encode({ t, y: 'r', r: { id, ...more[query] } });
}
