import {
  AlertCircle,
  ArrowDown,
  ArrowUp,
  Check,
  CircleDashed,
  Clock,
  FolderInput,
  FolderX,
  type LucideIcon,
  Pause,
  Search,
  ShieldCheck,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { TorrentSnapshot } from '../../../preload/contract/index.ts';
import { type Locale, useLocale } from '../../i18n/locale.tsx';
import { useNow } from '../../stores/clock.ts';
import { Progress, type ProgressLook } from '../../ui/progress.tsx';
import { diagnosisText } from '../details/diagnosis.ts';
import type { ColumnId } from './columns.ts';
import { activeTimeOf, seedingTimeOf, sessionDownOf, sessionUpOf } from './facts.ts';
import { progressOf, ratioBase, type Status, statusOf } from './status.ts';

const icons: Readonly<Record<Status, readonly [LucideIcon, string]>> = {
  metadata: [Search, 'soft'],
  checking: [ShieldCheck, 'warn'],
  moving: [FolderInput, 'warn'],
  queued: [Clock, 'faint'],
  downloading: [ArrowDown, 'down'],
  stalled: [CircleDashed, 'faint'],
  seeding: [ArrowUp, 'up'],
  paused: [Pause, 'faint'],
  complete: [Check, 'good'],
  missing: [FolderX, 'bad'],
  error: [AlertCircle, 'bad'],
};

export function StatusIcon({ status }: { readonly status: Status }) {
  const [Icon, tint] = icons[status];
  return <Icon className={`tint-${tint}`} size={14} strokeWidth={2.25} aria-hidden="true" />;
}

const looks: Partial<Record<Status, ProgressLook>> = {
  downloading: 'down',
  stalled: 'down',
  metadata: 'down',
  seeding: 'good',
  complete: 'good',
  checking: 'check',
  moving: 'check',
  error: 'bad',
  missing: 'bad',
};

export function statusText(torrent: TorrentSnapshot, { t, format }: Locale): string {
  const status = statusOf(torrent);
  if (status === 'checking')
    return t('state.checking', { percent: format.percent(torrent.checked) });
  if (status === 'moving')
    return torrent.moved > 0
      ? t('state.movingPart', { percent: format.percent(torrent.moved) })
      : t('state.moving');
  if (torrent.stall !== undefined) return t(`stall.${torrent.stall}`);
  return t(`state.${status}`);
}

/** Of what does not move: what waits for the user, and not for its turn. */
const WANTS_HELP: ReadonlySet<NonNullable<TorrentSnapshot['stall']>> = new Set([
  'disk-low',
  'trackers-failing',
  'no-trackers',
  'dht-off',
  'port-closed',
  'pieces-missing',
]);

function statusTint(torrent: TorrentSnapshot): string {
  const status = statusOf(torrent);
  if (status === 'error' || status === 'missing') return ' text-bad';
  return torrent.stall !== undefined && WANTS_HELP.has(torrent.stall) ? ' text-warn' : '';
}

/** What there is to say beyond the word: why it does not move, where it does not. */
const reasonText = (torrent: TorrentSnapshot, locale: Locale): string =>
  diagnosisText(torrent, locale) ?? statusText(torrent, locale);

export const progressText = (torrent: TorrentSnapshot, { format }: Locale): string =>
  format.percent(progressOf(torrent));

/** Connected, and in the swarm where somebody has told us. */
const swarm = (connected: number, known: number, format: Locale['format']): string =>
  known < 0 ? format.count(connected) : `${format.count(connected)} (${format.count(known)})`;

const unless = (empty: boolean, text: () => string): string => (empty ? '' : text());

interface TimeProps {
  readonly torrent: TorrentSnapshot;
}

function LastActive({ torrent }: TimeProps) {
  const { format } = useLocale();
  const now = useNow();
  return torrent.lastActiveAt === 0 ? '' : format.relative(torrent.lastActiveAt, now);
}

function Ticking({
  torrent,
  time,
}: TimeProps & { time(torrent: TorrentSnapshot, now: number): number }) {
  const { format } = useLocale();
  const ms = time(torrent, useNow());
  return ms < 1000 ? '' : format.compact(ms / 1000);
}

/** What one cell shows. Values that say nothing (no speed, no time left) stay empty, so that the rest can be seen. */
export function cell(id: ColumnId, torrent: TorrentSnapshot, locale: Locale): ReactNode {
  const { format } = locale;
  switch (id) {
    case 'name':
      return (
        <>
          <StatusIcon status={statusOf(torrent)} />
          <span className="cut" title={torrent.name}>
            {torrent.name}
          </span>
          {torrent.trackerFault !== undefined && torrent.fault === undefined && (
            <AlertCircle className="tint-warn" size={13} aria-hidden="true" />
          )}
        </>
      );
    case 'size':
      return unless(torrent.size === 0, () => format.bytes(torrent.size));
    case 'progress':
      return (
        <Progress
          fraction={progressOf(torrent)}
          look={looks[statusOf(torrent)] ?? 'idle'}
          text={progressText(torrent, locale)}
        />
      );
    case 'status':
      return (
        <span className={`cut${statusTint(torrent)}`} title={reasonText(torrent, locale)}>
          {statusText(torrent, locale)}
        </span>
      );
    case 'seeds':
      return unless(torrent.seeds === 0 && torrent.swarmSeeds <= 0, () =>
        swarm(torrent.seeds, torrent.swarmSeeds, format),
      );
    case 'peers':
      return unless(torrent.peers === 0 && torrent.swarmPeers <= 0, () =>
        swarm(torrent.peers, torrent.swarmPeers, format),
      );
    case 'downRate':
      return unless(torrent.downRate === 0, () => format.rate(torrent.downRate));
    case 'upRate':
      return unless(torrent.upRate === 0, () => format.rate(torrent.upRate));
    case 'eta':
      return unless(torrent.eta < 0, () => format.compact(torrent.eta));
    case 'ratio':
      return format.ratio(torrent.uploaded, ratioBase(torrent));
    case 'addedAt':
      return format.day(torrent.addedAt);
    case 'completedAt':
      return unless(torrent.completedAt === 0, () => format.day(torrent.completedAt));
    case 'downloaded':
      return format.bytes(torrent.downloaded);
    case 'uploaded':
      return format.bytes(torrent.uploaded);
    case 'remaining':
      return unless(torrent.done >= torrent.size, () => format.bytes(torrent.size - torrent.done));
    case 'category':
      return <span className="cut">{torrent.category}</span>;
    case 'tags':
      return torrent.tags.map((tag) => (
        <span key={tag} className="tag cut">
          {tag}
        </span>
      ));
    case 'tracker':
      return <span className="cut">{torrent.trackers[0] ?? ''}</span>;
    case 'sessionDown':
      return unless(sessionDownOf(torrent) === 0, () => format.bytes(sessionDownOf(torrent)));
    case 'sessionUp':
      return unless(sessionUpOf(torrent) === 0, () => format.bytes(sessionUpOf(torrent)));
    case 'done':
      return unless(torrent.size === 0, () => format.bytes(torrent.done));
    case 'totalSize':
      return unless(torrent.totalSize === 0, () => format.bytes(torrent.totalSize));
    case 'wasted':
      return unless(torrent.wasted === 0, () => format.bytes(torrent.wasted));
    case 'downLimit':
      return unless(torrent.downLimit === 0, () => format.rate(torrent.downLimit));
    case 'upLimit':
      return unless(torrent.upLimit === 0, () => format.rate(torrent.upLimit));
    case 'availability':
      return unless(torrent.availability < 0, () => format.decimal(torrent.availability));
    case 'lastActive':
      return <LastActive torrent={torrent} />;
    case 'activeTime':
      return <Ticking torrent={torrent} time={activeTimeOf} />;
    case 'seedingTime':
      return <Ticking torrent={torrent} time={seedingTimeOf} />;
    case 'private':
      return torrent.private ? locale.t('list.private') : '';
    case 'files':
      return unless(torrent.fileCount === 0, () => format.count(torrent.fileCount));
    case 'pieces':
      return unless(torrent.pieceCount === 0, () =>
        locale.t('details.piecesValue', {
          count: torrent.pieceCount,
          size: format.bytes(torrent.pieceLength),
        }),
      );
    case 'comment':
      return (
        <span className="cut" title={torrent.comment}>
          {torrent.comment}
        </span>
      );
    case 'createdBy':
      return <span className="cut">{torrent.createdBy}</span>;
    case 'createdAt':
      return unless(torrent.createdAt === 0, () => format.day(torrent.createdAt));
    case 'savePath':
      return <span className="cut">{torrent.savePath}</span>;
    case 'queuePosition':
      return format.count(torrent.queuePosition);
    case 'infoHash':
      return <span className="cut mono">{torrent.id}</span>;
  }
}
