import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { infoHashOf } from '../torrent-file.ts';
import { until } from '../wait.ts';
import {
  asClient,
  type Client,
  type ClientOptions,
  httpText,
  known,
  type PeerView,
  type Progress,
  portsFor,
} from './client.ts';

/**
 * aria2c, driven through its JSON-RPC. It cannot be told a peer (use a tracker or dial it). Connections that it
 * opens itself always start with the MSE handshake and stay in RC4; dialled, it speaks plain.
 */

interface Status {
  readonly status: string;
  readonly totalLength: string;
  readonly completedLength: string;
  readonly downloadSpeed: string;
  readonly uploadLength: string;
  readonly verifiedLength?: string;
  readonly verifyIntegrityPending?: string;
  readonly errorMessage?: string;
}

function commandLine(
  options: ClientOptions,
  port: number,
  rpcPort: number,
  host: string,
): string[] {
  const flags: Record<string, string | number | boolean> = {
    conf: false,
    'enable-rpc': true,
    'rpc-listen-all': false,
    'rpc-listen-port': rpcPort,
    interface: host,
    'disable-ipv6': !host.includes(':'),
    'listen-port': port,
    'dht-listen-port': port,
    'enable-dht': options.dht ?? false,
    'enable-dht6': false,
    'bt-enable-lpd': options.lsd ?? false,
    'enable-peer-exchange': options.pex ?? false,
    'bt-require-crypto': ['handshake', 'require'].includes(options.encryption ?? 'off'),
    'bt-min-crypto-level': options.encryption === 'require' ? 'arc4' : 'plain',
    'max-overall-upload-limit': options.upLimit ?? 0,
    'max-overall-download-limit': options.downLimit ?? 0,
    'seed-ratio': 0,
    'seed-time': 100_000,
    'file-allocation': 'none',
    'follow-torrent': false,
    'allow-overwrite': true,
    'max-concurrent-downloads': 10_000,
    'summary-interval': 0,
    // Or it leaves a copy of the .torrent beside the payload.
    'rpc-save-upload-metadata': false,
    'console-log-level': 'warn',
    'enable-color': false,
    dir: join(options.dir, 'downloads'),
  };
  if (options.completionFile !== undefined) {
    flags['on-bt-download-complete'] = join(options.dir, 'done.sh');
  }
  return Object.entries(flags).map(([key, value]) =>
    key === 'conf' ? '--no-conf' : `--${key}=${value}`,
  );
}

export async function startAria2(options: ClientOptions): Promise<Client> {
  const name = 'aria2';
  const host = options.host ?? '127.0.0.1';
  const { port, control: rpcPort } = await portsFor(options, host);
  await mkdir(options.dir, { recursive: true });
  if (options.completionFile !== undefined) {
    const script = `#!/bin/sh\nexec touch '${options.completionFile}'\n`;
    await writeFile(join(options.dir, 'done.sh'), script, { mode: 0o755 });
  }
  const running = options.group.spawn('aria2c', commandLine(options, port, rpcPort, host), {
    name,
    cwd: options.dir,
    env: { HOME: options.dir },
    inside: options.namespace,
  });

  async function rpc<T>(method: string, ...params: unknown[]): Promise<T> {
    const text = await httpText(`http://127.0.0.1:${rpcPort}/jsonrpc`, {
      method: 'POST',
      body: JSON.stringify({ jsonrpc: '2.0', id: '1', method: `aria2.${method}`, params }),
    });
    return (JSON.parse(text) as { result: T }).result;
  }

  const { version } = await until(() => rpc<{ version: string }>('getVersion'), {
    timeout: 20_000,
    what: () => `the RPC of ${running.tail()}`,
  });

  const added = new Map<string, { gid: string; file: string; saveDir: string }>();
  const entry = (infoHash: string): { gid: string; file: string; saveDir: string } => {
    const found = added.get(infoHash);
    if (!found) throw known({ name }, infoHash);
    return found;
  };

  const add = async (
    file: string,
    saveDir: string,
    extra: Record<string, string>,
  ): Promise<string> => {
    const data = await readFile(file);
    const gid = await rpc<string>('addTorrent', data.toString('base64'), [], {
      dir: saveDir,
      ...extra,
    });
    const infoHash = infoHashOf(data);
    added.set(infoHash, { gid, file, saveDir });
    return infoHash;
  };

  return asClient({
    name,
    version,
    host,
    port,
    process: running,
    addTorrent: (file, saveDir, options = {}) =>
      add(file, saveDir, {
        pause: String(options.paused ?? false),
        // Existing data is only looked at when one of the two is on.
        ...(options.skipCheck ? { 'bt-seed-unverified': 'true' } : { 'check-integrity': 'true' }),
      }),
    start: async (infoHash) => void (await rpc('unpause', entry(infoHash).gid)),
    pause: async (infoHash) => void (await rpc('forcePause', entry(infoHash).gid)),
    async remove(infoHash) {
      await rpc('forceRemove', entry(infoHash).gid);
      added.delete(infoHash);
    },
    async recheck(infoHash) {
      const { gid, file, saveDir } = entry(infoHash);
      await rpc('forceRemove', gid);
      await until(async () => (await rpc<Status>('tellStatus', gid)).status === 'removed', {
        what: 'aria2 to remove the torrent',
      });
      await rpc('removeDownloadResult', gid);
      await add(file, saveDir, { 'check-integrity': 'true' });
    },
    async progress(infoHash): Promise<Progress> {
      const status = await rpc<Status>('tellStatus', entry(infoHash).gid);
      const total = Number(status.totalLength);
      const done = Number(status.completedLength);
      const checking =
        status.verifiedLength !== undefined || status.verifyIntegrityPending === 'true';
      const trouble = status.errorMessage ? `: ${status.errorMessage}` : '';
      return {
        done,
        total,
        // It does not tell received bytes of one torrent; what it has is the nearest.
        downloaded: done,
        uploaded: Number(status.uploadLength),
        state: `${status.status}${trouble}`,
        checking,
        complete: total > 0 && done === total && !checking,
      };
    },
    async peers(infoHash): Promise<PeerView[]> {
      const list = await rpc<{ ip: string; port: string; peerId: string }[]>(
        'getPeers',
        entry(infoHash).gid,
      );
      return list.map((peer) => ({
        host: peer.ip,
        port: Number(peer.port),
        client: decodeURIComponent(peer.peerId.slice(0, 8)),
      }));
    },
  });
}
