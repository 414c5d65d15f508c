import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../ports.ts';
import type { ManagedProcess, ProcessGroup } from '../process-group.ts';
import { until } from '../wait.ts';
import type { Shelf } from './shelf.ts';
import type { Told } from './told.ts';
import { moveTraffic } from './traffic.ts';

interface Status {
  readonly hash: string;
  readonly state: string;
  readonly save_path: string;
  readonly files: readonly { readonly path: string }[];
  readonly file_priorities: readonly number[];
  /** 3: it has the piece. */
  readonly pieces: readonly number[] | null;
  readonly num_pieces: number;
  readonly total_uploaded: number;
  readonly all_time_download: number;
  readonly time_added: number;
  readonly completed_time: number;
  readonly seeding_time: number;
  readonly label: string;
  readonly max_upload_speed: number;
  readonly sequential_download: boolean;
  readonly stop_at_ratio: boolean;
  readonly stop_ratio: number;
}

/** deluged with its own port for peers, driven by a script in its own language. */
export async function fillDeluge(
  group: ProcessGroup,
  dir: string,
  shelf: Shelf,
): Promise<{ readonly daemon: ManagedProcess; readonly told: Map<string, Told> }> {
  const [control, listen] = [await freePort(), await freePort()];
  await writeFile(
    join(dir, 'core.conf'),
    `{"file": 1, "format": 1}${JSON.stringify({
      random_port: false,
      listen_ports: [listen, listen],
      listen_interface: '127.0.0.1',
      outgoing_interface: '127.0.0.1',
      dht: false,
      lsd: false,
      upnp: false,
      natpmp: false,
      utpex: false,
      enc_in_policy: 2,
      enc_out_policy: 2,
      max_active_downloading: -1,
      max_active_seeding: -1,
      max_active_limit: -1,
      new_release_check: false,
    })}`,
  );
  const args = ['-d', '-c', dir, '-p', String(control), '-L', 'none'];
  const daemon = group.spawn('deluged', args, { name: 'deluged', env: { HOME: dir } });
  const auth = await until(() => readFile(join(dir, 'auth'), 'utf8'), {
    what: () => `deluged to begin: ${daemon.tail()}`,
    timeout: 30_000,
  });
  await until(() => stat(join(dir, 'session.state')).catch(() => true), { what: 'deluged' });
  const [user = '', password = ''] = auth.split('\n')[0]?.split(':') ?? [];
  const plan = join(dir, '..', 'deluge-plan.json');
  await writeFile(plan, JSON.stringify({ items: shelf.items, magnet: shelf.magnet }));
  const script = join(import.meta.dirname, 'fill_deluge.py');
  const driver = group.spawn(
    '/usr/bin/python3',
    ['-W', 'ignore', script, String(control), user, password, plan],
    { name: 'fill_deluge.py', env: { HOME: dir }, stdin: true },
  );
  const line = async (mark: string): Promise<string> => {
    const found = await until(
      () =>
        driver.stdout.split('\n').find((one) => one.startsWith(mark)) ?? driver.end !== undefined,
      { what: () => `“${mark}” from ${driver.tail()}`, timeout: 90_000 },
    );
    if (typeof found !== 'string') throw new Error(`It ended early: ${driver.tail()}`);
    return found.slice(mark.length);
  };
  await line('ready');
  const complete = new Set<string>();
  const isComplete = async (hash: string): Promise<boolean> => {
    for (const found of driver.stdout.matchAll(/^complete (\w+)$/gm))
      complete.add(found[1] as string);
    return complete.has(hash);
  };
  await moveTraffic(group, shelf, { host: '127.0.0.1', port: listen, isComplete });
  driver.child.stdin?.end('go on\n');
  const status = JSON.parse(await line('status ')) as readonly Status[];
  if (driver.end === undefined) await once(driver.child, 'exit');
  return { daemon, told: new Map(status.map((one) => [one.hash, tellOf(one)])) };
}

const tellOf = (status: Status): Told => ({
  savePath: status.save_path,
  files: status.files.map(({ path }) => path),
  priorities: status.file_priorities,
  pieces:
    status.pieces === null
      ? '1'.repeat(status.num_pieces)
      : status.pieces.map((state) => (state === 3 ? '1' : '0')).join(''),
  downloaded: status.all_time_download,
  uploaded: status.total_uploaded,
  addedAt: Math.floor(status.time_added),
  completedAt: Math.max(0, Math.floor(status.completed_time)),
  seedingSeconds: status.seeding_time,
  paused: status.state === 'Paused',
  category: status.label,
  tags: [],
  wishes: {
    upLimit: Math.max(0, status.max_upload_speed * 1024),
    sequential: status.sequential_download,
    share: status.stop_at_ratio ? { ratio: status.stop_ratio } : {},
  },
});
