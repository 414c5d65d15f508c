import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { infoHashOf } from '../torrent-file.ts';
import { until } from '../wait.ts';
import {
  asClient,
  type Client,
  type ClientOptions,
  type Encryption,
  infoHashIn,
  known,
  type PeerView,
  type Progress,
  portsFor,
} from './client.ts';

/**
 * transmission-daemon, driven through its RPC. It cannot be told a peer, and it does not dial 127.0.0.0/8 nor
 * ::1 when a tracker names them: whoever is to talk to it must dial it.
 */

const ENCRYPTION: Record<Encryption, number> = { off: 0, allow: 1, handshake: 2, require: 2 };
const STATES = ['stopped', 'check-wait', 'check', 'download-wait', 'download', 'seed-wait', 'seed'];

interface Info {
  readonly status: number;
  readonly haveValid: number;
  readonly sizeWhenDone: number;
  readonly leftUntilDone: number;
  readonly downloadedEver: number;
  readonly uploadedEver: number;
  readonly error: number;
  readonly errorString: string;
  readonly peers: readonly { address: string; port: number; clientName: string }[];
}

function settings(options: ClientOptions, port: number, rpcPort: number, host: string): object {
  const v6 = host.includes(':');
  return {
    'bind-address-ipv4': v6 ? '127.0.0.1' : host,
    'bind-address-ipv6': v6 ? host : '::1',
    'peer-port': port,
    'peer-port-random-on-start': false,
    'port-forwarding-enabled': false,
    'rpc-enabled': true,
    'rpc-bind-address': '127.0.0.1',
    'rpc-port': rpcPort,
    'rpc-authentication-required': false,
    'rpc-whitelist-enabled': false,
    'rpc-host-whitelist-enabled': false,
    'dht-enabled': options.dht ?? false,
    'lpd-enabled': options.lsd ?? false,
    'pex-enabled': options.pex ?? false,
    'utp-enabled': options.utp ?? false,
    encryption: ENCRYPTION[options.encryption ?? 'off'],
    preallocation: 0,
    'download-dir': join(options.dir, 'downloads'),
    'incomplete-dir-enabled': false,
    'rename-partial-files': false,
    'download-queue-enabled': false,
    'seed-queue-enabled': false,
    'queue-stalled-enabled': false,
    'ratio-limit-enabled': false,
    'idle-seeding-limit-enabled': false,
    'watch-dir-enabled': false,
    'speed-limit-up-enabled': options.upLimit !== undefined,
    'speed-limit-up': Math.round((options.upLimit ?? 0) / 1000),
    'speed-limit-down-enabled': options.downLimit !== undefined,
    'speed-limit-down': Math.round((options.downLimit ?? 0) / 1000),
    'script-torrent-done-enabled': options.completionFile !== undefined,
    'script-torrent-done-filename': join(options.dir, 'done.sh'),
    'start-added-torrents': true,
    'message-level': 2,
  };
}

export async function startTransmission(options: ClientOptions): Promise<Client> {
  const name = 'transmission';
  const host = options.host ?? '127.0.0.1';
  const { port, control: rpcPort } = await portsFor(options, host);
  const config = join(options.dir, 'config');
  await mkdir(config, { recursive: true });
  await writeFile(
    join(config, 'settings.json'),
    JSON.stringify(settings(options, port, rpcPort, host)),
  );
  if (options.completionFile !== undefined) {
    const script = `#!/bin/sh\nexec touch '${options.completionFile}'\n`;
    await writeFile(join(options.dir, 'done.sh'), script, { mode: 0o755 });
  }
  const running = options.group.spawn(
    'transmission-daemon',
    ['--foreground', '--config-dir', config],
    { name, env: { HOME: options.dir }, inside: options.namespace },
  );

  let session = '';
  async function rpc<T>(method: string, args: object): Promise<T> {
    const ask = (): Promise<Response> =>
      fetch(`http://127.0.0.1:${rpcPort}/transmission/rpc`, {
        method: 'POST',
        headers: { 'X-Transmission-Session-Id': session },
        body: JSON.stringify({ method, arguments: args }),
        signal: AbortSignal.timeout(15_000),
      });
    let reply = await ask();
    if (reply.status === 409) {
      await reply.arrayBuffer();
      session = reply.headers.get('X-Transmission-Session-Id') ?? '';
      reply = await ask();
    }
    const body = (await reply.json()) as { result: string; arguments: T };
    if (body.result !== 'success') throw new Error(`Transmission: ${method}: ${body.result}`);
    return body.arguments;
  }

  const { version } = await until(() => rpc<{ version: string }>('session-get', {}), {
    timeout: 20_000,
    what: () => `the RPC of ${running.tail()}`,
  });

  const command = async (method: string, infoHash: string, more: object = {}): Promise<void> => {
    await rpc(method, { ids: [infoHash], ...more });
  };

  async function find(infoHash: string): Promise<Info> {
    const fields = 'status haveValid sizeWhenDone leftUntilDone downloadedEver uploadedEver';
    const { torrents } = await rpc<{ torrents: Info[] }>('torrent-get', {
      ids: [infoHash],
      fields: [...fields.split(' '), 'error', 'errorString', 'peers'],
    });
    const found = torrents[0];
    if (!found) throw known({ name }, infoHash);
    return found;
  }

  return asClient({
    name,
    version,
    host,
    port,
    process: running,
    call: (method, args = {}) => rpc<unknown>(method, args),
    async addTorrent(file, saveDir, add = {}) {
      const data = await readFile(file);
      await rpc('torrent-add', {
        metainfo: data.toString('base64'),
        'download-dir': saveDir,
        paused: add.paused ?? false,
      });
      const infoHash = infoHashOf(data);
      // With data in place it may start on zero pieces; it looks at the files only when told to.
      if (add.skipCheck) await command('torrent-verify', infoHash);
      return infoHash;
    },
    async addMagnet(uri, saveDir) {
      await rpc('torrent-add', { filename: uri, 'download-dir': saveDir });
      return infoHashIn(uri);
    },
    label: (infoHash, _category, tags) => command('torrent-set', infoHash, { labels: tags }),
    start: (infoHash) => command('torrent-start-now', infoHash),
    pause: (infoHash) => command('torrent-stop', infoHash),
    remove: (infoHash) => command('torrent-remove', infoHash, { 'delete-local-data': false }),
    recheck: (infoHash) => command('torrent-verify', infoHash),
    async progress(infoHash): Promise<Progress> {
      const info = await find(infoHash);
      const checking = info.status === 1 || info.status === 2;
      const trouble = info.error === 3 ? `: ${info.errorString}` : '';
      return {
        done: info.sizeWhenDone - info.leftUntilDone,
        total: info.sizeWhenDone,
        downloaded: info.downloadedEver,
        uploaded: info.uploadedEver,
        state: `${STATES[info.status] ?? info.status}${trouble}`,
        checking,
        complete: info.sizeWhenDone > 0 && info.leftUntilDone === 0 && !checking,
      };
    },
    async seedingCount() {
      const { torrents } = await rpc<{ torrents: { status: number }[] }>('torrent-get', {
        fields: ['status'],
      });
      return torrents.filter(({ status }) => status === 6).length;
    },
    async peers(infoHash): Promise<PeerView[]> {
      const { peers } = await find(infoHash);
      return peers.map((peer) => ({
        host: peer.address,
        port: peer.port,
        client: peer.clientName,
      }));
    },
  });
}
