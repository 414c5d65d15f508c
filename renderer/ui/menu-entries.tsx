import { Check, ChevronRight, Minus } from 'lucide-react';
import { ContextMenu, DropdownMenu } from 'radix-ui';
import { useKeysText } from '../features/shortcuts/use-keys-text.ts';
import {
  type MenuEntry,
  type MenuTarget,
  visibleEntries,
} from '../features/torrents/menu/entry.ts';
import { useLocale } from '../i18n/locale.tsx';

export type MenuKind = 'context' | 'dropdown';

/** Both of Radix's menus have the same parts. */
const parts = { context: ContextMenu, dropdown: DropdownMenu as unknown as typeof ContextMenu };

interface EntryProps<T extends MenuTarget> {
  readonly kind: MenuKind;
  readonly entry: MenuEntry<T>;
  readonly target: T;
}

function Entry<T extends MenuTarget>({ kind, entry, target }: EntryProps<T>) {
  const Menu = parts[kind];
  const locale = useLocale();
  const keysText = useKeysText();
  if (entry.kind === 'line') return <Menu.Separator className="menu-line" />;
  const Icon = entry.icon;
  const icon = Icon === undefined ? <span className="menu-gap" /> : <Icon size={15} />;
  const label = <span className="cut">{entry.label(locale, target)}</span>;
  const disabled = entry.enabled?.(target) === false;
  if (entry.kind === 'submenu') {
    return (
      <Menu.Sub>
        <Menu.SubTrigger className="menu-item" disabled={disabled}>
          {icon}
          {label}
          <ChevronRight className="menu-arrow" size={14} />
        </Menu.SubTrigger>
        <Menu.Portal>
          <Menu.SubContent className="menu" collisionPadding={8} sideOffset={2}>
            <Entries kind={kind} entries={entry.entries(target)} target={target} />
          </Menu.SubContent>
        </Menu.Portal>
      </Menu.Sub>
    );
  }
  if (entry.kind === 'check') {
    const checked = entry.checked(target);
    return (
      <Menu.CheckboxItem
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
      </Menu.CheckboxItem>
    );
  }
  return (
    <Menu.Item className="menu-item" disabled={disabled} onSelect={() => entry.run(target)}>
      {icon}
      {label}
      {entry.shortcut !== undefined && (
        <span className="menu-keys">{keysText(entry.shortcut)}</span>
      )}
    </Menu.Item>
  );
}

/** The items of a menu from its list. */
export function Entries<T extends MenuTarget>({
  kind,
  entries,
  target,
}: {
  readonly kind: MenuKind;
  readonly entries: readonly MenuEntry<T>[];
  readonly target: T;
}) {
  return visibleEntries(entries, target).map((entry, index) => (
    <Entry
      kind={kind}
      key={entry.kind === 'line' ? `line-${index}` : entry.id}
      entry={entry}
      target={target}
    />
  ));
}
