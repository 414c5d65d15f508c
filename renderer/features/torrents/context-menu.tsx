import { Copy, FolderOpen, Info, Pause, Play, Radio, ShieldCheck, Trash2 } from 'lucide-react';
import { ContextMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { useLocale } from '../../i18n/locale.tsx';
import { useSelection } from '../../stores/selection.ts';
import { MenuContent } from '../../ui/menu.tsx';
import {
  announce,
  askRemove,
  copy,
  copyNames,
  pause,
  recheck,
  resume,
  reveal,
  selectedIds,
  toggleDetails,
} from './commands.ts';

interface ItemProps {
  readonly icon: ReactNode;
  readonly keys?: string;
  run(): void;
  readonly children: string;
}

function Item({ icon, keys, run, children }: ItemProps) {
  return (
    <ContextMenu.Item className="menu-item" onSelect={run}>
      {icon}
      {children}
      {keys !== undefined && <span className="menu-keys">{keys}</span>}
    </ContextMenu.Item>
  );
}

/** Everything that can be done with the selected torrents. */
export function TorrentMenu() {
  const { t } = useLocale();
  const single = useSelection((state) =>
    state.selected.size === 1 ? [...state.selected][0] : undefined,
  );
  return (
    <MenuContent kind="context">
      <Item icon={<Play size={15} />} run={() => resume(selectedIds())}>
        {t('action.resume')}
      </Item>
      <Item icon={<Pause size={15} />} run={() => pause(selectedIds())}>
        {t('action.pause')}
      </Item>
      <ContextMenu.Separator className="menu-line" />
      {single !== undefined && (
        <Item icon={<FolderOpen size={15} />} run={() => reveal(single)}>
          {t('action.openFolder')}
        </Item>
      )}
      <Item icon={<Copy size={15} />} keys="Ctrl+C" run={() => copyNames(selectedIds())}>
        {t('action.copyName')}
      </Item>
      <Item icon={<Copy size={15} />} run={() => copy(selectedIds().join('\n'))}>
        {t('action.copyHash')}
      </Item>
      <Item icon={<Info size={15} />} keys="Ctrl+I" run={toggleDetails}>
        {t('action.details')}
      </Item>
      <ContextMenu.Separator className="menu-line" />
      <Item icon={<ShieldCheck size={15} />} run={() => recheck(selectedIds())}>
        {t('action.recheck')}
      </Item>
      <Item icon={<Radio size={15} />} run={() => announce(selectedIds())}>
        {t('action.announce')}
      </Item>
      <ContextMenu.Separator className="menu-line" />
      <Item icon={<Trash2 size={15} />} keys="Del" run={() => askRemove(selectedIds())}>
        {t('action.remove')}
      </Item>
    </MenuContent>
  );
}
