import type { Client } from '../clients/index.ts';
import type { ProcessGroup } from '../process-group.ts';
import { until } from '../wait.ts';
import type { Item, Shelf } from './shelf.ts';
import type { Told } from './told.ts';
import { moveTraffic } from './traffic.ts';

interface Info {
  readonly hash: string;
  readonly state: string;
  readonly progress: number;
  readonly save_path: string;
  readonly download_path: string;
  readonly uploaded: number;
  readonly downloaded: number;
  readonly added_on: number;
  readonly completion_on: number;
  readonly seeding_time: number;
  readonly category: string;
  readonly tags: string;
  readonly force_start: boolean;
  readonly seq_dl: boolean;
  readonly f_l_piece_prio: boolean;
  readonly up_limit: number;
  readonly dl_limit: number;
  readonly ratio_limit: number;
  readonly seeding_time_limit: number;
}

/** Its own: 1 is normal, 6 high, 7 the highest. */
const THEIRS: Readonly<Record<number, number>> = { 0: 0, 1: 1, 4: 1, 7: 7 };
const OURS: Readonly<Record<number, number>> = { 0: 0, 1: 4, 6: 7, 7: 7 };

type Call = NonNullable<Client['call']>;

const callOf = (client: Client): Call => {
  if (client.call === undefined) throw new Error(`${client.name} cannot be called`);
  return client.call;
};

const json = async <T>(client: Client, path: string): Promise<T> =>
  JSON.parse(String(await callOf(client)(path))) as T;

/** All of the shelf, as its user would have it, and what it says of it. */
export async function fillQbittorrent(
  group: ProcessGroup,
  client: Client,
  shelf: Shelf,
): Promise<Map<string, Told>> {
  const call = callOf(client);
  await call('torrents/createCategory', { category: 'films/4k', savePath: '/films' });
  for (const item of shelf.items) await add(client, call, item);
  await client.addMagnet?.(shelf.magnet.uri, shelf.magnet.dir);
  const infos = (): Promise<Info[]> => json<Info[]>(client, 'torrents/info');
  await settled(client);
  const isComplete = async (hash: string): Promise<boolean> =>
    (await client.progress(hash)).complete;
  await moveTraffic(group, shelf, { host: client.host, port: client.port, isComplete });
  // It writes totals and dates down only with something else: labels come after them.
  for (const { hash, category, tags } of shelf.items)
    await client.label?.(hash, category, [...tags, 'seen']);
  const resting = shelf.items.filter(({ paused }) => paused);
  await call('torrents/pause', { hashes: resting.map(({ hash }) => hash).join('|') });
  await until(
    async () =>
      (await infos()).filter(({ state }) => /^paused/.test(state)).length === resting.length,
    { what: 'qBittorrent to pause half of them' },
  );
  for (const { index, hash } of shelf.items) if (index % 20 === 2) await decide(call, hash);
  return qbittorrentTells(client, shelf);
}

async function settled(client: Client): Promise<void> {
  let busy: readonly Info[] = [];
  await until(
    async () => {
      const infos = await json<Info[]>(client, 'torrents/info');
      busy = infos.filter(({ state }) => /^(checking|queuedFor|moving)/.test(state));
      return busy.length === 0;
    },
    {
      timeout: 90_000,
      what: () => `qBittorrent to check ${busy.map(({ hash, state }) => `${state} ${hash}`)}`,
    },
  );
}

export async function qbittorrentTells(client: Client, shelf: Shelf): Promise<Map<string, Told>> {
  await settled(client);
  const told = new Map<string, Told>();
  for (const info of await json<Info[]>(client, 'torrents/info'))
    if (info.hash !== shelf.magnet.hash) told.set(info.hash, await tellOf(client, info));
  return told;
}

async function add(client: Client, call: Call, item: Item): Promise<void> {
  const { hash, priorities, renamed } = item;
  // Most of those that are whole are believed to be: it checks one after the other, and takes its time.
  const skipCheck =
    item.isWhole && item.traffic === 'none' && item.index % 9 !== 2 && priorities === undefined;
  await client.addTorrent(item.file, item.dir, { skipCheck });
  for (const [file, priority] of (priorities ?? []).entries())
    await call('torrents/filePrio', { hash, id: String(file), priority: String(THEIRS[priority]) });
  if (renamed !== undefined)
    await call('torrents/renameFile', {
      hash,
      oldPath: item.files.at(-1) as string,
      newPath: renamed,
    });
}

async function decide(call: Call, hash: string): Promise<void> {
  await call('torrents/setForceStart', { hashes: hash, value: 'true' });
  await call('torrents/setUploadLimit', { hashes: hash, limit: '20480' });
  await call('torrents/toggleSequentialDownload', { hashes: hash });
  await call('torrents/toggleFirstLastPiecePrio', { hashes: hash });
  await call('torrents/setShareLimits', {
    hashes: hash,
    ratioLimit: '2.5',
    seedingTimeLimit: '-1',
  });
}

async function tellOf(client: Client, info: Info): Promise<Told> {
  const { hash } = info;
  const files = await json<{ name: string; priority: number }[]>(
    client,
    `torrents/files?hash=${hash}`,
  );
  const pieces = await json<number[]>(client, `torrents/pieceStates?hash=${hash}`);
  return {
    savePath: info.save_path,
    files: files.map(({ name }) => name),
    priorities: files.map(({ priority }) => OURS[priority] ?? -1),
    pieces: pieces.map((state) => (state === 2 ? '1' : '0')).join(''),
    downloaded: info.downloaded,
    uploaded: info.uploaded,
    addedAt: info.added_on,
    completedAt: Math.max(0, info.completion_on),
    seedingSeconds: info.seeding_time,
    paused: info.state.startsWith('paused'),
    category: info.category,
    tags: info.tags === '' ? [] : info.tags.split(', '),
    wishes: {
      forced: info.force_start,
      sequential: info.seq_dl,
      firstLast: info.f_l_piece_prio,
      upLimit: Math.max(0, info.up_limit),
      downLimit: Math.max(0, info.dl_limit),
      share: info.ratio_limit === -2 ? {} : { ratio: info.ratio_limit, seedingMinutes: 0 },
    },
  };
}
