import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../ports.ts';
import { infoHashOf } from '../torrent-file.ts';
import { until } from '../wait.ts';
import {
  asClient,
  type Client,
  type ClientOptions,
  type Encryption,
  type PeerView,
  type Progress,
} from './client.ts';
import { type XmlValue, xmlRpc } from './xmlrpc.ts';

/** rTorrent (libtorrent-rakshasa), without its terminal, driven by XML-RPC over a Unix socket. */

const ENCRYPTION: Record<Encryption, string> = {
  off: 'none',
  allow: 'allow_incoming,try_outgoing,enable_retry',
  handshake: 'require,allow_incoming,try_outgoing',
  require: 'require,require_RC4,allow_incoming,try_outgoing',
};

function configuration(options: ClientOptions, port: number, host: string): string {
  const kib = (limit: number | undefined): number => Math.round((limit ?? 0) / 1024);
  const lines = [
    'system.daemon.set = true',
    `network.scgi.open_local = ${join(options.dir, 'scgi')}`,
    `session.path.set = ${join(options.dir, 'session')}`,
    `directory.default.set = ${join(options.dir, 'downloads')}`,
    `network.port_range.set = ${port}-${port}`,
    'network.port_random.set = no',
    `network.bind_address.set = ${host}`,
    `protocol.encryption.set = ${ENCRYPTION[options.encryption ?? 'off']}`,
    // Not "disable": with that it refuses torrents without a tracker.
    `dht.mode.set = ${options.dht ? 'on' : 'off'}`,
    `protocol.pex.set = ${options.pex ? 'yes' : 'no'}`,
    'trackers.use_udp.set = yes',
    `throttle.global_up.max_rate.set_kb = ${kib(options.upLimit)}`,
    `throttle.global_down.max_rate.set_kb = ${kib(options.downLimit)}`,
    'throttle.max_uploads.set = 100',
    'network.xmlrpc.size_limit.set = 16M',
    'pieces.hash.on_completion.set = no',
    'system.umask.set = 0022',
    `log.open_file = "log", ${join(options.dir, 'rtorrent.log')}`,
    `log.add_output = "info", "log"`,
    `log.add_output = "connection_debug", "log"`,
  ];
  if (options.completionFile !== undefined) {
    const action = `execute.nothrow={touch,${options.completionFile}}`;
    lines.push(`method.set_key = event.download.finished, hook, "${action}"`);
  }
  return `${lines.join('\n')}\n`;
}

export async function startRtorrent(options: ClientOptions): Promise<Client> {
  const name = 'rtorrent';
  // It keeps one peer per address: where all share one, a tracker's answer leaves it alone with itself.
  const host = options.host ?? (process.platform === 'linux' ? '127.0.0.2' : '127.0.0.1');
  const port = await freePort(host);
  for (const folder of ['session', 'downloads']) {
    await mkdir(join(options.dir, folder), { recursive: true });
  }
  const config = join(options.dir, 'rtorrent.rc');
  await writeFile(config, configuration(options, port, host));
  const socket = join(options.dir, 'scgi');
  if (Buffer.byteLength(socket) > 107) throw new Error(`Too long for a Unix socket: ${socket}`);
  const running = options.group.spawn('rtorrent', ['-n', '-o', `import=${config}`], {
    name,
    cwd: options.dir,
    env: { HOME: options.dir, TERM: 'dumb' },
  });
  const call = (method: string, ...params: XmlValue[]): Promise<XmlValue> =>
    xmlRpc(socket, method, ...params);

  const version = await until(() => call('system.client_version', ''), {
    timeout: 20_000,
    what: () => `the socket of ${running.tail()}`,
  });

  const number = async (method: string, infoHash: string): Promise<number> =>
    Number(await call(method, infoHash.toUpperCase()));
  const command = async (method: string, infoHash: string): Promise<void> => {
    await call(method, infoHash.toUpperCase());
  };

  return asClient({
    name,
    version: String(version),
    host,
    port,
    process: running,
    async addTorrent(file, saveDir, add = {}) {
      const data = await readFile(file);
      const infoHash = infoHashOf(data);
      // Existing data is always hashed; there is no way around it short of writing its session files.
      const method = add.paused ? 'load.raw' : 'load.raw_start';
      await call(method, '', data, `d.directory.set="${saveDir}"`);
      await until(() => call('d.name', infoHash.toUpperCase()), {
        what: `rTorrent to list ${infoHash}`,
      });
      return infoHash;
    },
    async addPeer(infoHash, peerHost, peerPort) {
      // Refused until the torrent is active (the hash check of an added torrent comes first).
      await until(async () => (await number('d.is_active', infoHash)) === 1, {
        timeout: 30_000,
        what: 'rTorrent to start the torrent',
      });
      await call('add_peer', infoHash.toUpperCase(), `${peerHost}:${peerPort}`);
    },
    start: (infoHash) => command('d.start', infoHash),
    pause: (infoHash) => command('d.stop', infoHash),
    remove: (infoHash) => command('d.erase', infoHash),
    recheck: (infoHash) => command('d.check_hash', infoHash),
    async progress(infoHash): Promise<Progress> {
      const [total, left, down, up, hashing, message, active] = await Promise.all([
        number('d.size_bytes', infoHash),
        number('d.left_bytes', infoHash),
        number('d.down.total', infoHash),
        number('d.up.total', infoHash),
        number('d.hashing', infoHash),
        call('d.message', infoHash.toUpperCase()),
        number('d.is_active', infoHash),
      ]);
      const checking = hashing !== 0;
      return {
        done: total - left,
        total,
        downloaded: down,
        uploaded: up,
        state: `${checking ? 'hashing' : active ? 'active' : 'inactive'} ${String(message)}`.trim(),
        checking,
        complete: left === 0 && !checking,
      };
    },
    async peers(infoHash): Promise<PeerView[]> {
      const rows = (await call(
        'p.multicall',
        infoHash.toUpperCase(),
        '',
        'p.address=',
        'p.port=',
        'p.client_version=',
      )) as XmlValue[][];
      return rows.map((row) => ({
        host: String(row[0]),
        port: Number(row[1]),
        client: String(row[2]),
      }));
    },
    quit: async () => void (await call('system.shutdown.quick', '')),
  });
}
