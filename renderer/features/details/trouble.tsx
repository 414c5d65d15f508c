import { TriangleAlert } from 'lucide-react';
import type { InfoHash, TorrentSnapshot } from '../../../preload/contract/index.ts';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { openDialog, report } from '../../stores/app.ts';
import { arrange } from '../../stores/view.ts';
import { Button } from '../../ui/button.tsx';
import { diagnosisText, type Remedy, remediesOf } from './diagnosis.ts';

async function help(id: InfoHash, remedy: Remedy): Promise<void> {
  switch (remedy.kind) {
    case 'announce':
      await report(api.announceNow({ ids: [id] }));
      return;
    case 'retry':
    case 'resume':
      await report(api.resume({ ids: [id] }));
      return;
    case 'start':
      await report(api.setForced({ ids: [id], forced: true }));
      return;
    case 'dht':
      await report(api.setEngine({ dht: true }));
      return;
    case 'locate':
      openDialog({ kind: 'locate', id });
      return;
    case 'move':
      openDialog({ kind: 'move', ids: [id] });
      return;
    case 'trackers':
      arrange({ detailsTab: 'trackers' });
      return;
    default:
      openDialog({ kind: 'settings', group: remedy.settings });
  }
}

/** The one cause why a torrent does not move, and what can be done about it. */
export function Diagnosis({ torrent }: { readonly torrent: TorrentSnapshot }) {
  const locale = useLocale();
  const { t } = locale;
  const text = diagnosisText(torrent, locale);
  if (text === undefined || torrent.stall === undefined) return null;
  const remedies = remediesOf(torrent.stall);
  return (
    <div className="trouble" role="status">
      <TriangleAlert size={15} aria-hidden="true" />
      <p>
        <strong>{t(`stall.${torrent.stall}`)}</strong> <span className="selectable">{text}</span>
      </p>
      {remedies.length > 0 && (
        <div className="trouble-help">
          {remedies.map((remedy) => (
            <Button key={remedy.kind} onClick={() => void help(torrent.id, remedy)}>
              {t(`remedy.${remedy.kind}`)}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}

/** A tracker that complains while the torrent moves all the same. */
export function TrackerTrouble({ torrent }: { readonly torrent: TorrentSnapshot }) {
  const { t, fault } = useLocale();
  if (torrent.trackerFault === undefined || torrent.stall === 'trackers-failing') return null;
  return (
    <div className="trouble" role="status">
      <TriangleAlert size={15} aria-hidden="true" />
      <p>
        <strong>{t('details.trackerTrouble')}</strong>{' '}
        <span className="selectable">{fault(torrent.trackerFault)}</span>
      </p>
    </div>
  );
}
