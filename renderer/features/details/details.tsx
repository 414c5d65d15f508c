import './details.css';
import { Tabs } from 'radix-ui';
import { useLocale } from '../../i18n/locale.tsx';
import { useSelection } from '../../stores/selection.ts';
import { useTorrent } from '../../stores/torrents.ts';
import { arrange, useView } from '../../stores/view.ts';
import { Splitter } from '../../ui/splitter.tsx';
import { FilesTab } from './files/files-tab.tsx';
import { LogTab } from './log-tab.tsx';
import { Overview } from './overview/overview.tsx';
import { PeersTab } from './peers/peers-tab.tsx';
import { TrackersTab } from './trackers/trackers-tab.tsx';

const tabs = ['overview', 'files', 'peers', 'trackers', 'log'] as const;
const MIN_HEIGHT = 120;
const MAX_HEIGHT = 900;

/** What there is to know of the selected torrent. */
export default function DetailsPane() {
  const { t } = useLocale();
  const height = useView((view) => view.detailsHeight);
  const saved = useView((view) => view.detailsTab);
  const count = useSelection((state) => state.selected.size);
  const id = useSelection((state) =>
    state.selected.size === 1 ? [...state.selected][0] : undefined,
  );
  const torrent = useTorrent(id);
  const tab = tabs.find((one) => one === saved) ?? 'overview';

  return (
    <section className="details" data-pane aria-label={t('details.label')} style={{ height }}>
      <h2 className="visually-hidden">{t('details.label')}</h2>
      <Splitter
        label={t('details.label')}
        direction="horizontal"
        value={height}
        min={MIN_HEIGHT}
        max={MAX_HEIGHT}
        onChange={(detailsHeight) => arrange({ detailsHeight })}
      />
      {torrent === undefined ? (
        <p className="data-empty">
          {count > 1 ? t('details.several', { count }) : t('details.none')}
        </p>
      ) : (
        <Tabs.Root
          className="tabs"
          value={tab}
          onValueChange={(detailsTab) => arrange({ detailsTab })}
        >
          <div className="tab-bar">
            <Tabs.List className="tab-list" aria-label={t('details.label')}>
              {tabs.map((name) => (
                <Tabs.Trigger key={name} value={name} className="tab">
                  {t(`details.${name}`)}
                </Tabs.Trigger>
              ))}
            </Tabs.List>
            <span className="tab-title cut">{torrent.name}</span>
          </div>
          <Tabs.Content value="overview" className="tab-content" tabIndex={-1}>
            <Overview torrent={torrent} />
          </Tabs.Content>
          <Tabs.Content value="files" className="tab-content" tabIndex={-1}>
            <FilesTab id={torrent.id} />
          </Tabs.Content>
          <Tabs.Content value="peers" className="tab-content" tabIndex={-1}>
            <PeersTab id={torrent.id} />
          </Tabs.Content>
          <Tabs.Content value="trackers" className="tab-content" tabIndex={-1}>
            <TrackersTab id={torrent.id} />
          </Tabs.Content>
          <Tabs.Content value="log" className="tab-content" tabIndex={-1}>
            <LogTab id={torrent.id} />
          </Tabs.Content>
        </Tabs.Root>
      )}
    </section>
  );
}
