import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { infoHashOf } from '../torrent-file.ts';
import { until } from '../wait.ts';
import {
  asClient,
  type Client,
  type ClientOptions,
  type Encryption,
  httpText,
  infoHashIn,
  known,
  type PeerView,
  type Progress,
  portsFor,
} from './client.ts';

/** qbittorrent-nox (libtorrent), driven through its WebUI API. */

const ENCRYPTION: Record<Encryption, number> = { allow: 0, handshake: 1, require: 1, off: 2 };

interface Info {
  readonly hash: string;
  readonly total_size: number;
  readonly completed: number;
  readonly downloaded_session: number;
  readonly uploaded_session: number;
  readonly progress: number;
  readonly state: string;
}

function configuration(options: ClientOptions, port: number, host: string): string {
  const session: Record<string, string | number | boolean> = {
    Port: port,
    BTProtocol: options.utp ? 'Both' : 'TCP',
    Encryption: ENCRYPTION[options.encryption ?? 'off'],
    DHTEnabled: options.dht ?? false,
    LSDEnabled: options.lsd ?? false,
    PeXEnabled: options.pex ?? false,
    InterfaceAddress: host,
    QueueingSystemEnabled: false,
    MultiConnectionsPerIp: true,
    AddTrackersEnabled: false,
    Preallocation: false,
    // How old the API's figures may be, in ms.
    RefreshInterval: options.refreshMs ?? 200,
    GlobalUPSpeedLimit: Math.round((options.upLimit ?? 0) / 1024),
    GlobalDLSpeedLimit: Math.round((options.downLimit ?? 0) / 1024),
    IgnoreLimitsOnLAN: false,
    DefaultSavePath: join(options.dir, 'downloads'),
    ResumeDataStorageType: options.resumeData === 'database' ? 'SQLite' : 'Legacy',
  };
  const lines = Object.entries(session).map(([key, value]) => `Session\\${key}=${value}`);
  const hook =
    options.completionFile === undefined
      ? []
      : ['[AutoRun]', 'enabled=true', `program=/usr/bin/touch ${options.completionFile}`];
  return [
    '[LegalNotice]',
    'Accepted=true',
    '[BitTorrent]',
    ...lines,
    '[Network]',
    'PortForwardingEnabled=false',
    ...hook,
    '[Preferences]',
    'WebUI\\Enabled=true',
    'WebUI\\Address=127.0.0.1',
    'WebUI\\LocalHostAuth=false',
    'WebUI\\CSRFProtection=false',
    'WebUI\\HostHeaderValidation=false',
    'WebUI\\UseUPnP=false',
    '',
  ].join('\n');
}

export async function startQbittorrent(options: ClientOptions): Promise<Client> {
  const name = 'qbittorrent';
  const host = options.host ?? '127.0.0.1';
  const { port, control: webPort } = await portsFor(options, host);
  const config = join(options.dir, 'qBittorrent', 'config');
  await mkdir(config, { recursive: true });
  await writeFile(join(config, 'qBittorrent.conf'), configuration(options, port, host));
  const running = options.group.spawn(
    'qbittorrent-nox',
    [`--profile=${options.dir}`, `--webui-port=${webPort}`],
    { name, env: { HOME: options.dir }, inside: options.namespace },
  );

  const url = (path: string): string => `http://127.0.0.1:${webPort}/api/v2/${path}`;
  const get = (path: string): Promise<string> => httpText(url(path));
  const post = (path: string, fields: Record<string, string>): Promise<string> =>
    httpText(url(path), { method: 'POST', body: new URLSearchParams(fields) });

  const version = await until(() => get('app/version'), {
    timeout: 20_000,
    what: () => `the WebUI of ${running.tail()}`,
  });

  async function find(infoHash: string): Promise<Info | undefined> {
    const list = JSON.parse(await get(`torrents/info?hashes=${infoHash}`)) as Info[];
    return list[0];
  }

  return asClient({
    name,
    version,
    host,
    port,
    process: running,
    call: (path, fields) =>
      fields === undefined ? get(path) : post(path, fields as Record<string, string>),
    async addTorrent(file, saveDir, add = {}) {
      const data = await readFile(file);
      const form = new FormData();
      form.set('torrents', new Blob([data], { type: 'application/x-bittorrent' }), 't.torrent');
      form.set('savepath', saveDir);
      form.set('autoTMM', 'false');
      form.set('contentLayout', 'Original');
      form.set('paused', String(add.paused ?? false));
      form.set('skip_checking', String(add.skipCheck ?? false));
      const answer = await httpText(url('torrents/add'), { method: 'POST', body: form });
      if (answer !== 'Ok.') throw new Error(`qBittorrent refused ${file}: ${answer}`);
      const infoHash = infoHashOf(data);
      // The API confirms before the torrent is in the list.
      await until(() => find(infoHash), { what: `qBittorrent to list ${infoHash}` });
      return infoHash;
    },
    async addMagnet(uri, saveDir) {
      await post('torrents/add', { urls: uri, savepath: saveDir, autoTMM: 'false' });
      const infoHash = infoHashIn(uri);
      await until(() => find(infoHash), { what: `qBittorrent to list ${infoHash}` });
      return infoHash;
    },
    async addPeer(infoHash, peerHost, peerPort) {
      const address = peerHost.includes(':') ? `[${peerHost}]` : peerHost;
      await post('torrents/addPeers', { hashes: infoHash, peers: `${address}:${peerPort}` });
    },
    async label(hashes, category, tags) {
      if (category !== '') {
        await post('torrents/createCategory', { category, savePath: '' }).catch(() => undefined);
        await post('torrents/setCategory', { hashes, category });
      }
      await post('torrents/addTags', { hashes, tags: tags.join(',') });
    },
    start: async (hashes) => void (await post('torrents/resume', { hashes })),
    pause: async (hashes) => void (await post('torrents/pause', { hashes })),
    remove: async (hashes) =>
      void (await post('torrents/delete', { hashes, deleteFiles: 'false' })),
    recheck: async (hashes) => void (await post('torrents/recheck', { hashes })),
    async progress(infoHash): Promise<Progress> {
      const info = await find(infoHash);
      if (!info) throw known({ name }, infoHash);
      const checking = info.state.startsWith('checking');
      return {
        done: info.completed,
        total: info.total_size,
        downloaded: info.downloaded_session,
        uploaded: info.uploaded_session,
        state: info.state,
        checking,
        complete: info.progress === 1 && !checking && info.state !== 'moving',
      };
    },
    async seedingCount() {
      const list = JSON.parse(await get('torrents/info')) as Info[];
      return list.filter(({ state }) => state === 'stalledUP' || state === 'uploading').length;
    },
    async peers(infoHash): Promise<PeerView[]> {
      const reply = JSON.parse(await get(`sync/torrentPeers?hash=${infoHash}`)) as {
        peers?: Record<string, { ip: string; port: number; client: string }>;
      };
      return Object.values(reply.peers ?? {}).map((peer) => ({
        host: peer.ip,
        port: peer.port,
        client: peer.client,
      }));
    },
  });
}
