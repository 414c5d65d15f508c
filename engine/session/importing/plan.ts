import type { ImportRow } from '../../api/import.ts';
import { Bitfield } from '../../core/bitfield.ts';
import type { ForeignTorrent } from '../../core/foreign/types.ts';
import { parseMagnet } from '../../core/magnet.ts';
import { checkDistinct, namesOf, safePath, withNames } from '../../core/metainfo/names.ts';
import { parseMetainfo } from '../../core/metainfo/parse.ts';
import { isSuffix } from '../../core/metainfo/part-names.ts';
import type { Info, Metainfo } from '../../core/metainfo/types.ts';
import { isWholePath } from '../../core/organise/check-rules.ts';
import { checkCategoryName, checkTagName } from '../../core/organise/names.ts';
import type { PathStyle } from '../../core/paths/element.ts';
import { type Fault, fault, ok, type Result } from '../../core/result.ts';
import { cleanUrl } from '../../core/url.ts';
import type { Ports } from '../../ports/index.ts';
import type { Progress, StoredTorrent, TorrentOptions } from '../../ports/store.ts';
import type { Session } from '../session.ts';
import { type Belief, believe, findFiles, isApart, type Place } from './files.ts';
import { takeParts } from './parts.ts';

/** What is to become of a torrent of another client. Without `stored` nothing is. */
export interface Plan {
  readonly row: ImportRow;
  readonly stored?: StoredTorrent | undefined;
  readonly metainfo?: Metainfo | undefined;
  /** What is to be done on the disk before it is taken. */
  readonly prepare?: (() => Promise<Result<void>>) | undefined;
  /** Its files are its own from the plan on; to be called in the end, where it may have come to nothing. */
  readonly release?: (() => void) | undefined;
}

type Content = Pick<Plan, 'metainfo'> & { readonly info: Info | undefined };

/** Looks at the list and at the disk; changes nothing, and reads no byte of a file. */
export async function planImport(session: Session, foreign: ForeignTorrent): Promise<Plan> {
  const base: ImportRow = {
    id: foreign.infoHash,
    name: foreign.name,
    savePath: foreign.savePath,
    size: 0,
    done: 0,
    paused: foreign.paused,
    category: foreign.category,
    tags: foreign.tags,
    uploaded: foreign.uploaded,
    outcome: 'taken',
    fault: undefined,
  };
  const { disk } = session.ports;
  const content = contentOf(session.ports, foreign);
  if (!content.ok) return { row: refused(base, content) };
  if (session.torrents.has(foreign.infoHash)) return { row: { ...base, outcome: 'present' } };
  if (!isWholePath(foreign.savePath, disk.pathStyle)) {
    const message = `“${foreign.savePath}”, where “${foreign.name}” is saved, is not a path of this system.`;
    return { row: refused(base, fault('import-path', foreign.savePath, message)) };
  }
  const { info, metainfo } = content.value;
  if (info === undefined)
    return { row: base, stored: storedOf(session, foreign, content.value, NOTHING) };
  const place = await findFiles(session.storage, foreign, info);
  const claimed = await session.claims.take(foreign.infoHash, place.folder, info);
  if (claimed !== undefined) return { row: refused({ ...base, savePath: place.folder }, claimed) };
  const found = judge(foreign, info, place);
  const lies = {
    ...foreign,
    savePath: place.folder,
    partSuffix: place.carries ? foreign.partSuffix : '',
    paused: foreign.paused || found.mustPause,
    // Some clients do not say so of what was there when it was added.
    completedAt: foreign.completedAt || found.wholeSince,
  };
  const row: ImportRow = {
    ...base,
    name: info.name,
    savePath: place.folder,
    size: info.length,
    done: new Bitfield(info.pieceCount, found.progress.have).count / info.pieceCount,
    paused: lies.paused,
    outcome: found.outcome,
    fault: found.fault,
  };
  const stored = storedOf(session, lies, { metainfo, info }, found.progress);
  const release = (): void => {
    if (!session.torrents.has(row.id)) session.claims.delete(row.id);
  };
  const { parts } = place;
  const prepare =
    parts &&
    (() => takeParts(session.storage, info, parts, (file) => isApart(foreign, place, file)));
  return { row, stored, metainfo, prepare, release };
}

type Pieces = Pick<Progress, 'have' | 'inFlight' | 'stamps' | 'clean'>;

const NOTHING: Pieces = {
  have: new Uint8Array(0),
  inFlight: new Uint8Array(0),
  stamps: [],
  clean: true,
};

interface Judgement extends Pick<ImportRow, 'outcome' | 'fault'>, Pick<Belief, 'wholeSince'> {
  readonly progress: Pieces;
  /** Or it would fetch anew what is not where it was, and nobody asked for that. */
  readonly mustPause: boolean;
}

function judge(foreign: ForeignTorrent, info: Info, place: Place): Judgement {
  const { have, doubted, lost, unknown, wholeSince } = believe(foreign, info, place);
  if (!place.isThere && foreign.have !== undefined) {
    const message = `The folder ${place.folder} of “${info.name}” is not there. Is its drive connected?`;
    for (let piece = doubted.nextSet(0); piece !== -1; piece = doubted.nextSet(piece + 1))
      have.set(piece);
    return {
      outcome: 'missing',
      fault: plain(fault('import-folder-missing', place.folder, message, { name: info.name })),
      // As with any torrent whose drive is gone: it waits, and sizes are compared when it is back.
      progress: { have: have.bytes, inFlight: new Uint8Array(0), stamps: [], clean: false },
      mustPause: false,
      wholeSince,
    };
  }
  const progress = {
    have: have.bytes,
    inFlight: doubted.bytes,
    stamps: unknown ? [] : place.stamps,
    clean: doubted.hasNone && !unknown,
  };
  if (lost.length > 0) {
    const why = filesMissing(info, place.folder, lost);
    return { outcome: 'missing', fault: why, progress, mustPause: true, wholeSince };
  }
  const outcome = progress.clean ? 'taken' : 'checked';
  return { outcome, fault: undefined, progress, mustPause: false, wholeSince };
}

function filesMissing(info: Info, folder: string, lost: readonly number[]): ImportRow['fault'] {
  const first = info.files[lost[0] as number]?.path.join('/') ?? '';
  const files = info.files.filter(({ pad }) => !pad).length;
  const what = files === 1 ? 'Its file is' : `${lost.length} of its ${files} files are`;
  const message = `“${info.name}” is not whole in ${folder}: ${what} gone or too short (${first}). It comes paused.`;
  const facts = { name: info.name, count: lost.length, files, first };
  return plain(fault('import-files-missing', folder, message, facts));
}

/** The torrent that the client has, with the client's names for its files; without an info, a link. */
function contentOf(ports: Ports, foreign: ForeignTorrent): Result<Content> {
  const { infoHash, name } = foreign;
  const isIt = (id: string): Fault | undefined =>
    id === infoHash
      ? undefined
      : fault('import-other', name, `What is kept of “${name}” is another torrent.`, { id });
  if (foreign.metainfo === undefined) {
    const magnet = parseMagnet(foreign.magnet ?? '');
    if (!magnet.ok) return magnet;
    return isIt(magnet.value.infoHash) ?? ok({ metainfo: undefined, info: undefined });
  }
  const { disk, sha1 } = ports;
  const digest = (...parts: readonly Uint8Array[]): Uint8Array => sha1.digest(...parts);
  const parsed = parseMetainfo(foreign.metainfo, name, digest, disk.pathStyle);
  if (!parsed.ok) return parsed;
  const metainfo = parsed.value;
  const info = clientNames(metainfo.info, foreign.paths, disk.pathStyle);
  return isIt(info.infoHash) ?? ok({ metainfo, info });
}

/** The client's own names for the files, made safe; where they cannot be, those of the torrent. */
function clientNames(info: Info, paths: readonly string[], style: PathStyle): Info {
  const names: Record<string, string> = {};
  paths.forEach((path, index) => {
    const file = info.files[index];
    const safe = path === '' ? undefined : safePath(path, style);
    if (file === undefined || safe?.ok !== true) return;
    const name = safe.value.join('/');
    if (name !== file.path.join('/')) names[index] = name;
  });
  const renamed = withNames(info, names);
  return checkDistinct(renamed).ok ? renamed : info;
}

function storedOf(
  session: Session,
  foreign: ForeignTorrent,
  { metainfo, info }: Content,
  pieces: Pieces,
): StoredTorrent {
  const { completedAt, seedingMs } = foreign;
  return {
    infoHash: foreign.infoHash,
    metainfo: foreign.metainfo,
    magnet: foreign.metainfo === undefined ? foreign.magnet : undefined,
    name: info?.name ?? foreign.name,
    savePath: foreign.savePath,
    addedAt: foreign.addedAt || session.ports.clock.wallTime(),
    intent: foreign.paused ? 'paused' : 'running',
    queuePosition: 0,
    priorities: Uint8Array.from(foreign.priorities),
    options: optionsOf(foreign, metainfo, info, session.ports.disk.pathStyle),
    progress: {
      ...pieces,
      downloaded: foreign.downloaded,
      uploaded: foreign.uploaded,
      wasted: foreign.wasted,
      activeMs: foreign.activeMs,
      seedingMs,
      sentAtMs: Math.max(0, seedingMs - foreign.quietMs),
      ...(completedAt > 0 ? { completedAt } : {}),
    },
  };
}

function optionsOf(
  foreign: ForeignTorrent,
  metainfo: Metainfo | undefined,
  info: Info | undefined,
  style: PathStyle,
): TorrentOptions {
  const names = metainfo && info && namesOf(metainfo.info, info);
  const { category, finalPath, savePath, completedAt, wishes, partSuffix } = foreign;
  const tags = [...new Set(foreign.tags.filter((tag) => checkTagName(tag).ok))].sort();
  const trackers = editedTrackers(foreign.trackers, metainfo?.trackers ?? []);
  const moves = completedAt === 0 && finalPath !== savePath && isWholePath(finalPath, style);
  return {
    naming: 2,
    ...wishes,
    ...(names === undefined ? {} : { names }),
    ...(isSuffix(partSuffix) ? { suffix: partSuffix } : {}),
    ...(moves ? { finalPath } : {}),
    ...(category !== '' && checkCategoryName(category).ok ? { category } : {}),
    ...(tags.length === 0 ? {} : { tags }),
    ...(trackers === undefined ? {} : { trackers }),
  };
}

type Tiers = readonly (readonly string[])[];

/** Undefined where they are those of the torrent. Clients put the one that answered first in its tier. */
function editedTrackers(given: Tiers | undefined, own: Tiers): Tiers | undefined {
  if (given === undefined) return undefined;
  const tiers = given
    .map((tier) => tier.flatMap((url) => cleanUrl(url, ['http', 'https', 'udp']) ?? []))
    .filter((tier) => tier.length > 0);
  const text = (all: Tiers): string => JSON.stringify(all.map((tier) => [...tier].sort()));
  return text(tiers) === text(own) ? undefined : tiers;
}

export function refused(row: ImportRow, why: Fault): ImportRow {
  return { ...row, outcome: 'refused', fault: plain(why) };
}

export const plain = ({ ok: _ok, ...why }: Fault): Omit<Fault, 'ok'> => why;
