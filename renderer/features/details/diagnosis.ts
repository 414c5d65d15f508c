import type { StallReason, TorrentSnapshot } from '../../../preload/contract/index.ts';
import type { SettingGroup } from '../../../preload/contract/settings.ts';
import type { Locale } from '../../i18n/locale.tsx';

/** What the button beside a diagnosis does. */
export type Remedy =
  | { readonly kind: 'announce' | 'dht' | 'retry' | 'resume' | 'start' | 'trackers' }
  | {
      readonly kind: 'routers' | 'port' | 'limit' | 'desktop' | 'space';
      readonly settings: SettingGroup;
    };

const remedies: Readonly<Record<StallReason, Remedy | undefined>> = {
  queued: { kind: 'start' },
  'on-battery': { kind: 'desktop', settings: 'desktop' },
  'on-metered': { kind: 'desktop', settings: 'desktop' },
  'disk-low': { kind: 'space', settings: 'files' },
  'paused-by-rule': { kind: 'resume' },
  'disk-full': { kind: 'retry' },
  'folder-missing': { kind: 'retry' },
  'file-error': { kind: 'retry' },
  'no-peers': { kind: 'announce' },
  'trackers-failing': { kind: 'announce' },
  'no-trackers': { kind: 'trackers' },
  'dht-off': { kind: 'dht' },
  'dht-empty': { kind: 'routers', settings: 'discovery' },
  'port-closed': { kind: 'port', settings: 'connection' },
  'no-metadata': { kind: 'announce' },
  'pieces-missing': { kind: 'announce' },
  // Whose slots are taken decides when they are free.
  choked: undefined,
  limited: { kind: 'limit', settings: 'speed' },
};

export const remedyOf = (cause: StallReason): Remedy | undefined => remedies[cause];

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
