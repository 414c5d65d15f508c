import type { Client } from '../clients/index.ts';
import type { ProcessGroup } from '../process-group.ts';
import { until } from '../wait.ts';
import type { Item, Shelf } from './shelf.ts';
import type { Told } from './told.ts';
import { moveTraffic } from './traffic.ts';

interface Info {
  readonly hashString: string;
  readonly status: number;
  readonly downloadDir: string;
  readonly files: readonly { readonly name: string; readonly length: number }[];
  readonly wanted: readonly (boolean | number)[];
  readonly priorities: readonly number[];
  /** Base64 of one bit a piece. */
  readonly pieces: string;
  readonly pieceCount: number;
  readonly downloadedEver: number;
  readonly uploadedEver: number;
  readonly addedDate: number;
  readonly doneDate: number;
  readonly secondsSeeding: number;
  readonly labels: readonly string[];
  readonly uploadLimit: number;
  readonly uploadLimited: boolean;
  readonly seedRatioLimit: number;
  readonly seedRatioMode: number;
}

const FIELDS = [
  ...['hashString', 'status', 'downloadDir', 'files', 'wanted', 'priorities', 'pieces'],
  ...['pieceCount', 'downloadedEver', 'uploadedEver', 'addedDate', 'doneDate', 'secondsSeeding'],
  ...['labels', 'uploadLimit', 'uploadLimited', 'seedRatioLimit', 'seedRatioMode'],
];

type Call = NonNullable<Client['call']>;

const STOPPED = 0;
const CHECKING = [1, 2];

export async function fillTransmission(
  group: ProcessGroup,
  client: Client,
  shelf: Shelf,
): Promise<Map<string, Told>> {
  const call: Call = async (method, args) => client.call?.(method, args);
  const infos = async (): Promise<readonly Info[]> => {
    const answer = (await call('torrent-get', { fields: FIELDS })) as { torrents: Info[] };
    return answer.torrents.filter(({ hashString }) => hashString !== shelf.magnet.hash);
  };
  const settled = (what: string): Promise<unknown> =>
    until(async () => (await infos()).every(({ status }) => !CHECKING.includes(status)), {
      timeout: 120_000,
      interval: 100,
      what,
    });
  for (const item of shelf.items) await add(client, call, item);
  await settled('Transmission to look at what it was given');
  await call('torrent-verify', { ids: shelf.items.map(({ hash }) => hash) });
  await settled('Transmission to check everything');
  await client.addMagnet?.(shelf.magnet.uri, shelf.magnet.dir);
  const running = shelf.items.filter(({ paused, traffic }) => !paused || traffic === 'in');
  await call('torrent-start-now', { ids: running.map(({ hash }) => hash) });
  const isComplete = async (hash: string): Promise<boolean> =>
    (await client.progress(hash)).complete;
  await moveTraffic(group, shelf, { host: client.host, port: client.port, isComplete });
  const resting = shelf.items.filter(({ paused }) => paused);
  await call('torrent-stop', { ids: resting.map(({ hash }) => hash) });
  await until(
    async () =>
      (await infos()).filter(({ status }) => status === STOPPED).length === resting.length,
    { what: 'Transmission to stop half of them' },
  );
  return new Map((await infos()).map((info) => [info.hashString, tellOf(info)]));
}

async function add(client: Client, call: Call, item: Item): Promise<void> {
  const { hash, priorities, renamed, tags, files } = item;
  await client.addTorrent(item.file, item.dir, { paused: true });
  const which = (wanted: number): number[] =>
    (priorities ?? []).flatMap((priority, file) => (priority === wanted ? [file] : []));
  const limited = { uploadLimited: true, uploadLimit: 20, seedRatioMode: 1, seedRatioLimit: 2.5 };
  await call('torrent-set', {
    ids: [hash],
    labels: tags,
    ...(which(0).length > 0 ? { 'files-unwanted': which(0) } : {}),
    ...(which(1).length > 0 ? { 'priority-low': which(1) } : {}),
    ...(which(7).length > 0 ? { 'priority-high': which(7) } : {}),
    ...(item.index % 20 === 2 ? limited : {}),
  });
  if (renamed !== undefined) {
    const name = renamed.slice(renamed.lastIndexOf('/') + 1);
    await call('torrent-rename-path', { ids: [hash], path: files.at(-1), name });
  }
}

function tellOf(info: Info): Told {
  const { priorities, wanted, pieces, pieceCount } = info;
  const bits = Buffer.from(pieces, 'base64');
  return {
    savePath: info.downloadDir,
    files: info.files.map(({ name }) => name),
    priorities: priorities.map((rank, file) =>
      !wanted[file] ? 0 : rank < 0 ? 1 : rank > 0 ? 7 : 4,
    ),
    pieces: Array.from({ length: pieceCount }, (_, piece) =>
      ((bits[piece >> 3] ?? 0) & (0x80 >> (piece & 7))) === 0 ? '0' : '1',
    ).join(''),
    downloaded: info.downloadedEver,
    uploaded: info.uploadedEver,
    addedAt: info.addedDate,
    completedAt: info.doneDate,
    seedingSeconds: info.secondsSeeding,
    paused: info.status === STOPPED,
    category: '',
    tags: info.labels,
    wishes: {
      upLimit: info.uploadLimited ? info.uploadLimit * 1000 : 0,
      share: info.seedRatioMode === 1 ? { ratio: info.seedRatioLimit } : {},
    },
  };
}
