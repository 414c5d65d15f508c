import './toolbar.css';
import { History, PanelLeft, Pause, Play, Plus, Settings, Trash2 } from 'lucide-react';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { openDialog, report } from '../../stores/app.ts';
import { useSelection } from '../../stores/selection.ts';
import { arrange, useView } from '../../stores/view.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { FilterBox } from '../filter/filter-box.tsx';
import { useKeysText } from '../shortcuts/use-keys-text.ts';
import { askRemove, pause, resume, selectedIds } from '../torrents/commands.ts';

export function Toolbar() {
  const { t } = useLocale();
  const keysText = useKeysText();
  const nothing = useSelection((state) => state.selected.size === 0);
  const sidebarOpen = useView((view) => view.sidebarOpen);
  return (
    <header>
      <h1 className="visually-hidden">Skein</h1>
      <div className="toolbar" data-pane role="toolbar" aria-label={t('action.toolbar')}>
        <IconButton
          label={t('action.sidebar')}
          keys={keysText('sidebar')}
          aria-expanded={sidebarOpen}
          onClick={() => arrange({ sidebarOpen: !sidebarOpen })}
        >
          <PanelLeft size={17} />
        </IconButton>
        <Button
          look="primary"
          icon={<Plus size={15} strokeWidth={2.5} />}
          onClick={() => void report(api.chooseTorrents())}
        >
          {t('action.add')}
        </Button>
        <span className="toolbar-line" />
        <IconButton
          label={t('action.resume')}
          disabled={nothing}
          onClick={() => resume(selectedIds())}
        >
          <Play size={17} />
        </IconButton>
        <IconButton
          label={t('action.pause')}
          disabled={nothing}
          onClick={() => pause(selectedIds())}
        >
          <Pause size={17} />
        </IconButton>
        <IconButton
          label={t('action.remove')}
          keys={keysText('remove')}
          disabled={nothing}
          onClick={() => askRemove(selectedIds())}
        >
          <Trash2 size={17} />
        </IconButton>
        <IconButton label={t('files.removedTitle')} onClick={() => openDialog({ kind: 'removed' })}>
          <History size={17} />
        </IconButton>
        <span className="toolbar-space" />
        <FilterBox />
        <IconButton
          label={t('action.settings')}
          keys={keysText('settings')}
          onClick={() => openDialog({ kind: 'settings' })}
        >
          <Settings size={17} />
        </IconButton>
      </div>
    </header>
  );
}
