import './toolbar.css';
import { ChevronDown, Menu as MenuIcon, PanelLeft, Pause, Play, Plus, Trash2 } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { KeyboardEvent, ReactNode } from 'react';
import { api } from '../../api.ts';
import { useLocale } from '../../i18n/locale.tsx';
import { report } from '../../stores/app.ts';
import { useSelection } from '../../stores/selection.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { MenuContent } from '../../ui/menu.tsx';
import { Entries } from '../../ui/menu-entries.tsx';
import { FilterBox } from '../filter/filter-box.tsx';
import { useKeysText } from '../shortcuts/use-keys-text.ts';
import { toggleSidebar, useSidebarOpen } from '../sidebar/open.ts';
import { askRemove, pause, resume, selectedIds } from '../torrents/commands.ts';
import type { MenuEntry } from '../torrents/menu/entry.ts';
import { targetNow } from '../torrents/menu/torrent-menu.tsx';
import { addMenu, appMenu } from './app-menus.ts';

/** Mounted when it opens: about what is selected then. */
const MenuEntries = ({ entries }: { readonly entries: readonly MenuEntry[] }) => (
  <Entries kind="dropdown" entries={entries} target={targetNow()} />
);

function ToolbarMenu({
  entries,
  align,
  children,
}: {
  readonly entries: readonly MenuEntry[];
  readonly align: 'start' | 'end';
  readonly children: ReactNode;
}) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <MenuContent kind="dropdown" align={align}>
        <MenuEntries entries={entries} />
      </MenuContent>
    </DropdownMenu.Root>
  );
}

/** As toolbars have it (ARIA Authoring Practices); Tab goes from one to the next, too. */
function onArrow(event: KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined || !(event.target instanceof HTMLButtonElement)) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button:enabled')];
  const towards = document.documentElement.dir === 'rtl' ? -step : step;
  const at = buttons.indexOf(event.target) + towards;
  buttons[(at + buttons.length) % buttons.length]?.focus();
  event.preventDefault();
}

export function Toolbar() {
  const { t } = useLocale();
  const keysText = useKeysText();
  const nothing = useSelection((state) => state.selected.size === 0);
  const sidebarOpen = useSidebarOpen();
  return (
    <header>
      <h1 className="visually-hidden">Skein</h1>
      <div
        className="toolbar"
        data-pane
        role="toolbar"
        tabIndex={-1}
        aria-label={t('action.toolbar')}
        onKeyDown={onArrow}
      >
        <IconButton
          label={t('action.sidebar')}
          keys={keysText('sidebar')}
          aria-expanded={sidebarOpen}
          onClick={toggleSidebar}
        >
          <PanelLeft size={17} />
        </IconButton>
        <div className="toolbar-add">
          <Button
            look="primary"
            icon={<Plus size={15} strokeWidth={2.5} />}
            aria-label={t('action.add')}
            onClick={() => void report(api.chooseTorrents())}
          >
            {t('action.add')}
          </Button>
          <ToolbarMenu entries={addMenu} align="start">
            <button type="button" className="toolbar-arrow" aria-label={t('appMenu.addMore')}>
              <ChevronDown size={14} strokeWidth={2.5} />
            </button>
          </ToolbarMenu>
        </div>
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
        <ToolbarMenu entries={appMenu} align="end">
          <button type="button" className="icon-button" aria-label={t('appMenu.label')}>
            <MenuIcon size={17} />
          </button>
        </ToolbarMenu>
      </div>
    </header>
  );
}
