import { FilterX, Plus, RotateCcw, Spool, TriangleAlert } from 'lucide-react';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { report, useApp } from '../../stores/app.ts';
import { useTorrents } from '../../stores/torrents.ts';
import { filter, useView } from '../../stores/view.ts';
import { Button } from '../../ui/button.tsx';
import { Welcome } from '../welcome/welcome.tsx';
import { noFacets } from './facets.ts';

/** What stands where no rows are, and what to do about it. */
export function EmptyList() {
  const { t, fault } = useLocale();
  const engine = useApp((state) => state.engine);
  const loaded = useTorrents((state) => state.loaded);
  const welcomed = useView((view) => view.welcomed);
  const none = useTorrents((state) => state.byId.size === 0);

  if (engine.phase === 'failed') {
    return (
      <div className="empty" role="alert">
        <TriangleAlert
          className="empty-icon tint-bad"
          size={40}
          strokeWidth={1.5}
          aria-hidden="true"
        />
        <h2>{t('engine.failed')}</h2>
        <p className="selectable">{fault(engine.fault)}</p>
        <p>{t('engine.failedHint')}</p>
        <Button
          look="primary"
          icon={<RotateCcw size={15} />}
          onClick={() => void report(api.restartEngine())}
        >
          {t('action.tryAgain')}
        </Button>
      </div>
    );
  }
  if (!loaded) {
    return (
      <div className="empty" role="status">
        <p>{t('engine.starting')}</p>
      </div>
    );
  }
  if (none && !welcomed) return <Welcome />;
  if (none) {
    return (
      <div className="empty">
        <Spool className="empty-icon" size={44} strokeWidth={1.25} aria-hidden="true" />
        <h2>{t('list.empty')}</h2>
        <p>{t('list.emptyHint')}</p>
        <Button
          look="primary"
          icon={<Plus size={15} />}
          onClick={() => void report(api.chooseTorrents())}
        >
          {t('action.addTorrents')}
        </Button>
      </div>
    );
  }
  return (
    <div className="empty">
      <FilterX className="empty-icon" size={40} strokeWidth={1.25} aria-hidden="true" />
      <h2>{t('list.noMatch')}</h2>
      <p>{t('list.noMatchHint')}</p>
      <Button onClick={() => filter({ facets: noFacets, text: '' })}>{t('list.showAll')}</Button>
    </div>
  );
}
