import { Check, ChevronRight, Minus } from 'lucide-react';
import { ContextMenu } from 'radix-ui';
import { useLocale } from '../../../i18n/locale.tsx';
import { useApp } from '../../../stores/app.ts';
import { useSelection } from '../../../stores/selection.ts';
import { useTorrents } from '../../../stores/torrents.ts';
import { MenuContent } from '../../../ui/menu.tsx';
import { useKeysText } from '../../shortcuts/use-keys-text.ts';
import { torrentMenu } from './entries.ts';
import { type MenuEntry, type MenuTarget, visibleEntries } from './entry.ts';

/** The rows do not change under the pointer: what is selected is looked at when the menu opens. */
function targetNow(): MenuTarget {
  const ids = [...useSelection.getState().selected];
  const { byId } = useTorrents.getState();
  const rows = ids.flatMap((id) => byId.get(id) ?? []);
  return {
    ids,
    rows,
    single: rows.length === 1 ? rows[0] : undefined,
    desktop: useApp.getState().desktop,
  };
}

interface EntryProps {
  readonly entry: MenuEntry;
  readonly target: MenuTarget;
}

function Entry({ entry, target }: EntryProps) {
  const locale = useLocale();
  const keysText = useKeysText();
  if (entry.kind === 'line') return <ContextMenu.Separator className="menu-line" />;
  const Icon = entry.icon;
  const icon = Icon === undefined ? <span className="menu-gap" /> : <Icon size={15} />;
  const label = <span className="cut">{entry.label(locale, target)}</span>;
  const disabled = entry.enabled?.(target) === false;
  if (entry.kind === 'submenu') {
    return (
      <ContextMenu.Sub>
        <ContextMenu.SubTrigger className="menu-item" disabled={disabled}>
          {icon}
          {label}
          <ChevronRight className="menu-arrow" size={14} />
        </ContextMenu.SubTrigger>
        <ContextMenu.Portal>
          <ContextMenu.SubContent className="menu" collisionPadding={8} sideOffset={2}>
            <Entries entries={entry.entries(target)} target={target} />
          </ContextMenu.SubContent>
        </ContextMenu.Portal>
      </ContextMenu.Sub>
    );
  }
  if (entry.kind === 'check') {
    const checked = entry.checked(target);
    return (
      <ContextMenu.CheckboxItem
        className="menu-item"
        disabled={disabled}
        checked={checked === 'mixed' ? 'indeterminate' : checked}
        onCheckedChange={(on) => entry.set(target, on === true)}
      >
        <span className="menu-gap">
          {checked === true && <Check size={15} />}
          {checked === 'mixed' && <Minus size={15} />}
        </span>
        {label}
      </ContextMenu.CheckboxItem>
    );
  }
  return (
    <ContextMenu.Item className="menu-item" disabled={disabled} onSelect={() => entry.run(target)}>
      {icon}
      {label}
      {entry.shortcut !== undefined && (
        <span className="menu-keys">{keysText(entry.shortcut)}</span>
      )}
    </ContextMenu.Item>
  );
}

function Entries({
  entries,
  target,
}: {
  readonly entries: readonly MenuEntry[];
  readonly target: MenuTarget;
}) {
  return visibleEntries(entries, target).map((entry, index) => (
    <Entry key={entry.kind === 'line' ? `line-${index}` : entry.id} entry={entry} target={target} />
  ));
}

/** Mounted when the menu opens, so that the target is that moment's. */
function Content() {
  return <Entries entries={torrentMenu} target={targetNow()} />;
}

export function TorrentMenu() {
  return (
    <MenuContent kind="context">
      <Content />
    </MenuContent>
  );
}
