import type {
  DetailsAnswer,
  DetailsPart,
  DetailsParts,
  FileProgress,
  FileTable,
  PieceStates,
  TorrentFacts,
} from '../api/details.ts';
import type { PeerSnapshot, TrackerSnapshot } from '../api/torrent.ts';
import { Bitfield } from '../core/bitfield.ts';
import { endpointText } from '../core/endpoint.ts';
import type { Info, MetainfoFile } from '../core/metainfo/types.ts';
import type { Peer } from '../peer/peer.ts';
import type { Rates } from './limits.ts';
import type { Torrent } from './torrent.ts';
import type { Transfer } from './transfer.ts';
import { PRIORITY } from './wishes.ts';

/** Answers for one part; what cannot have changed since `seen` is not made again. */
export function answerDetails<P extends DetailsPart>(
  torrent: Torrent,
  part: P,
  seen: number | undefined,
  trackers: () => readonly TrackerSnapshot[],
): DetailsAnswer<P> {
  const version =
    part === 'files'
      ? torrent.filesRevision
      : part === 'log'
        ? torrent.journal.version
        : torrent.revision;
  const mayRest = part === 'files' || part === 'progress' || part === 'pieces' || part === 'log';
  if (mayRest && seen === version) return { version, value: undefined };
  return { version, value: makers[part](torrent, trackers) };
}

type Maker<P extends DetailsPart> = (
  torrent: Torrent,
  trackers: () => readonly TrackerSnapshot[],
) => DetailsParts[P];

const makers: { readonly [P in DetailsPart]: Maker<P> } = {
  facts: factsOf,
  files: ({ info }) => fileTable(info),
  progress: progressOf,
  pieces: piecesOf,
  peers: (torrent) => {
    const now = torrent.now();
    return [...torrent.swarm.peers.values()]
      .filter((peer) => peer.peerId !== undefined)
      .map((peer) => peerSnapshot(peer, now, torrent.limits.ofPeer(peer.endpoint.host)));
  },
  trackers: (_torrent, trackers) => trackers(),
  speed: (torrent) => torrent.speed.read(torrent.now()),
  log: (torrent) => [...torrent.journal.lines],
  webSeeds: (torrent) => torrent.webSeeds?.snapshots() ?? [],
};

function factsOf({ info, metainfo, tally }: Torrent): TorrentFacts {
  return {
    pieceLength: info?.pieceLength ?? 0,
    pieceCount: info?.pieceCount ?? 0,
    fileCount: info === undefined ? 0 : info.files.reduce((sum, { pad }) => sum + (pad ? 0 : 1), 0),
    comment: metainfo?.comment ?? '',
    createdBy: metainfo?.createdBy ?? '',
    creationDate: metainfo?.creationDate ?? 0,
    wasted: tally.wasted,
  };
}

export function fileTable(info: Info | undefined): FileTable {
  const paths: string[] = [];
  const lengths: number[] = [];
  const numbers: number[] = [];
  eachFile(info, (file, number) => {
    paths.push(file.path.join('/'));
    lengths.push(file.length);
    numbers.push(number);
  });
  return {
    paths: paths.join('\n'),
    lengths: Float64Array.from(lengths),
    numbers: Uint32Array.from(numbers),
  };
}

function progressOf(torrent: Torrent): FileProgress {
  const { info, transfer, priorities } = torrent;
  const done: number[] = [];
  const chosen: number[] = [];
  const availability: number[] = [];
  const alone = torrent.swarm.peers.size === 0;
  eachFile(info, (file, number) => {
    done.push(transfer === undefined ? 0 : doneOf(file, transfer));
    chosen.push(priorities[number] ?? PRIORITY.normal);
    availability.push(transfer === undefined || alone ? 0 : rarestOf(file, transfer));
  });
  return {
    done: Float64Array.from(done),
    priorities: Uint8Array.from(chosen),
    availability: Uint16Array.from(availability),
  };
}

function piecesOf({ info, transfer }: Torrent): PieceStates {
  const count = info?.pieceCount ?? 0;
  const active = new Bitfield(count);
  const availability = new Uint8Array(count);
  if (transfer !== undefined) {
    for (const piece of transfer.underWay) active.set(piece);
    for (let piece = 0; piece < count; piece++) {
      availability[piece] = Math.min(255, transfer.holders.availability(piece));
    }
  }
  const have = transfer?.have.bytes.slice() ?? new Uint8Array(active.bytes.length);
  return { count, have, active: active.bytes, availability };
}

function eachFile(
  info: Info | undefined,
  visit: (file: MetainfoFile, number: number) => void,
): void {
  info?.files.forEach((file, number) => {
    if (!file.pad) visit(file, number);
  });
}

/** Verified bytes of the file, counted from the pieces that lie in it. */
function doneOf({ offset, length }: MetainfoFile, { info, have }: Transfer): number {
  if (have.hasAll) return length;
  if (have.hasNone) return 0;
  const { pieceLength } = info;
  const end = offset + length;
  let done = 0;
  for (let piece = Math.floor(offset / pieceLength); piece * pieceLength < end; piece++) {
    if (!have.get(piece)) continue;
    done += Math.min(end, (piece + 1) * pieceLength) - Math.max(offset, piece * pieceLength);
  }
  return done;
}

/** How many connected peers hold the rarest piece of the file; 0 for one without bytes. */
function rarestOf({ offset, length }: MetainfoFile, transfer: Transfer): number {
  if (length === 0) return 0;
  const { pieceLength } = transfer.info;
  const last = Math.floor((offset + length - 1) / pieceLength);
  let rarest = 0xffff;
  for (let piece = Math.floor(offset / pieceLength); piece <= last && rarest > 0; piece++) {
    rarest = Math.min(rarest, transfer.holders.availability(piece));
  }
  return rarest;
}

function peerSnapshot(peer: Peer, now: number, limits: Rates): PeerSnapshot {
  return {
    address: endpointText(peer.endpoint),
    client: peer.client,
    progress: peer.has.size === 0 ? 0 : peer.has.count / peer.has.size,
    downRate: Math.round(peer.down.rate(now)),
    upRate: Math.round(peer.up.rate(now)),
    downloaded: peer.down.total,
    uploaded: peer.up.total,
    incoming: peer.incoming,
    source: peer.source,
    amChoking: peer.amChoking,
    amInterested: peer.amInterested,
    peerChoking: peer.peerChoking,
    peerInterested: peer.peerInterested,
    encrypted: peer.encrypted,
    optimistic: peer.optimistic,
    snubbed: peer.snubbed,
    ...limits,
  };
}
