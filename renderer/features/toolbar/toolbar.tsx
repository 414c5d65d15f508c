import './toolbar.css';
import { PanelLeft, Pause, Play, Plus, Search, Settings, Trash2, X } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { openDialog, report } from '../../stores/app.ts';
import { useSelection } from '../../stores/selection.ts';
import { arrange, filter, useView } from '../../stores/view.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { useKeysText } from '../shortcuts/use-keys-text.ts';
import { askRemove, pause, resume, selectedIds } from '../torrents/commands.ts';

function FilterBox() {
  const { t } = useLocale();
  const text = useView((view) => view.text);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      filter({ text: '' });
      document.getElementById('torrents')?.focus();
    } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
      event.preventDefault();
      document.getElementById('torrents')?.focus();
    }
  };
  return (
    <div className="filter" role="search">
      <Search className="filter-icon" size={14} aria-hidden="true" />
      <input
        id="filter"
        type="text"
        className="filter-input"
        placeholder={t('filter.placeholder')}
        aria-label={t('filter.placeholder')}
        value={text}
        onChange={(event) => filter({ text: event.target.value })}
        onKeyDown={onKey}
      />
      {text !== '' && (
        <button
          type="button"
          className="filter-clear"
          aria-label={t('filter.clear')}
          onClick={() => filter({ text: '' })}
        >
          <X size={13} />
        </button>
      )}
    </div>
  );
}

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
