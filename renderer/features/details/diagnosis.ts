import type { StallReason, TorrentSnapshot } from '../../../preload/contract/index.ts';
import type { SettingGroup } from '../../../preload/contract/settings.ts';
import type { Locale } from '../../i18n/locale.tsx';

/** What the button beside a diagnosis does. */
export type Remedy =
  | {
      readonly kind:
        | 'announce'
        | 'dht'
        | 'locate'
        | 'move'
        | 'resume'
        | 'retry'
        | 'start'
        | 'trackers';
    }
  | {
      readonly kind: 'routers' | 'port' | 'limit' | 'desktop' | 'space';
      readonly settings: SettingGroup;
    };

const announce: Remedy = { kind: 'announce' };
const retry: Remedy = { kind: 'retry' };

/** The first is the one that helps most often. */
const remedies: Readonly<Record<StallReason, readonly Remedy[]>> = {
  queued: [{ kind: 'start' }],
  'on-battery': [{ kind: 'desktop', settings: 'desktop' }],
  'on-metered': [{ kind: 'desktop', settings: 'desktop' }],
  'disk-low': [{ kind: 'space', settings: 'files' }],
  'paused-by-rule': [{ kind: 'resume' }],
  'disk-full': [retry, { kind: 'move' }],
  'folder-missing': [{ kind: 'locate' }, retry],
  'file-error': [retry],
  'no-peers': [announce],
  'trackers-failing': [announce],
  'no-trackers': [{ kind: 'trackers' }],
  'dht-off': [{ kind: 'dht' }],
  'dht-empty': [{ kind: 'routers', settings: 'discovery' }],
  'port-closed': [{ kind: 'port', settings: 'connection' }],
  'no-metadata': [announce],
  'pieces-missing': [announce],
  // Whose slots are taken decides when they are free.
  choked: [],
  limited: [{ kind: 'limit', settings: 'speed' }],
};

export const remediesOf = (cause: StallReason): readonly Remedy[] => remedies[cause];

/** The cause in a sentence, with the names and numbers that belong to it; undefined when it moves. */
export function diagnosisText(torrent: TorrentSnapshot, locale: Locale): string | undefined {
  const { t, fault } = locale;
  if (torrent.fault !== undefined) return fault(torrent.fault);
  switch (torrent.stall) {
    case undefined:
    // Of these the fault above says which file, and what about it.
    case 'disk-full':
    case 'folder-missing':
    case 'file-error':
      return undefined;
    case 'trackers-failing':
      return t('diagnosis.trackers-failing', {
        why: torrent.trackerFault === undefined ? '' : fault(torrent.trackerFault),
      });
    case 'pieces-missing':
      return t('diagnosis.pieces-missing', { count: torrent.missingPieces });
    default:
      return t(`diagnosis.${torrent.stall}`);
  }
}
