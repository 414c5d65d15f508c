import { Check, ChevronRight, Minus } from 'lucide-react';
import { ContextMenu } from 'radix-ui';
import { useKeysText } from '../features/shortcuts/use-keys-text.ts';
import {
  type MenuEntry,
  type MenuTarget,
  visibleEntries,
} from '../features/torrents/menu/entry.ts';
import { useLocale } from '../i18n/locale.tsx';

interface EntryProps<T extends MenuTarget> {
  readonly entry: MenuEntry<T>;
  readonly target: T;
}

function Entry<T extends MenuTarget>({ entry, target }: EntryProps<T>) {
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

/** The items of a menu from its list. */
export function Entries<T extends MenuTarget>({
  entries,
  target,
}: {
  readonly entries: readonly MenuEntry<T>[];
  readonly target: T;
}) {
  return visibleEntries(entries, target).map((entry, index) => (
    <Entry key={entry.kind === 'line' ? `line-${index}` : entry.id} entry={entry} target={target} />
  ));
}
