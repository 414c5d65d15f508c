import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../ports.ts';
import type { ManagedProcess, ProcessGroup } from '../process-group.ts';
import { until } from '../wait.ts';
import { httpText } from './client.ts';

/**
 * opentracker. Debian builds it with a whitelist (only info-hashes that are listed are tracked) and for IPv4
 * only. It drops root's rights itself and then reads the list from its folder, so that must be open to all.
 */

export interface Tracker {
  readonly httpUrl: string;
  readonly udpUrl: string;
  readonly port: number;
  readonly process: ManagedProcess;
  /** Lets it track one more torrent. */
  allow(...infoHashes: string[]): Promise<void>;
  /** How many seeds and leechers it has. */
  counts(infoHash: string): Promise<{ complete: number; incomplete: number }>;
  stop(): Promise<void>;
}

const escaped = (infoHash: string): string => infoHash.replace(/../g, '%$&');

export async function startOpentracker(options: {
  readonly group: ProcessGroup;
  readonly dir: string;
  readonly allowed?: readonly string[];
}): Promise<Tracker> {
  const host = '127.0.0.1';
  const port = await freePort(host);
  await mkdir(options.dir, { recursive: true });
  await chmod(options.dir, 0o755);
  const list = new Set(options.allowed ?? []);
  const listFile = join(options.dir, 'whitelist.txt');
  let saved = Promise.resolve();
  // It maps the file into its memory and dies of SIGBUS when that gets shorter under it: so each list is a file of
  // its own, put in place whole, and one after the other. An empty list would mean "not found"; this one matches
  // nothing real.
  const save = (): Promise<void> => {
    saved = saved.then(async () => {
      const text = ['0'.repeat(40), ...list, ''].join('\n');
      await writeFile(`${listFile}.new`, text, { mode: 0o644 });
      await rename(`${listFile}.new`, listFile);
    });
    return saved;
  };
  await save();
  const number = String(port);
  const running = options.group.spawn(
    'opentracker',
    ['-i', host, '-p', number, '-P', number, '-d', options.dir, '-w', 'whitelist.txt'],
    { name: 'opentracker', cwd: options.dir },
  );
  const base = `http://${host}:${port}`;
  // Only an announce tells whether the list has it; as "stopped", with no peers wanted, it leaves no trace.
  const tracks = async (infoHash: string): Promise<boolean> => {
    const query = `info_hash=${escaped(infoHash)}&peer_id=${'-HT0000-000000000000'}`;
    const rest = 'port=9&uploaded=0&downloaded=0&left=0&compact=1&numwant=0&event=stopped';
    return !(await httpText(`${base}/announce?${query}&${rest}`)).includes('failure reason');
  };
  await until(() => httpText(`${base}/scrape?info_hash=${escaped('0'.repeat(40))}`), {
    what: () => `the port of ${running.tail()}`,
  });
  return {
    httpUrl: `${base}/announce`,
    udpUrl: `udp://${host}:${port}/announce`,
    port,
    process: running,
    async allow(...infoHashes) {
      for (const infoHash of infoHashes) list.add(infoHash);
      await save();
      running.signal('SIGHUP');
      for (const infoHash of infoHashes) {
        await until(() => tracks(infoHash), { what: `opentracker to track ${infoHash}` });
      }
    },
    async counts(infoHash) {
      const text = await httpText(`${base}/scrape?info_hash=${escaped(infoHash)}`);
      const number = (key: string): number =>
        Number(new RegExp(`${key.length}:${key}i(\\d+)e`).exec(text)?.[1] ?? 0);
      return { complete: number('complete'), incomplete: number('incomplete') };
    },
    stop: async () => void (await running.stop()),
  };
}
