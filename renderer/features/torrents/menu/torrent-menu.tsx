import { useApp } from '../../../stores/app.ts';
import { useSelection } from '../../../stores/selection.ts';
import { useTorrents } from '../../../stores/torrents.ts';
import { MenuContent } from '../../../ui/menu.tsx';
import { Entries } from '../../../ui/menu-entries.tsx';
import { torrentMenu } from './entries.ts';
import type { MenuTarget } from './entry.ts';

/** What is selected now. The rows do not change under the pointer: what is selected is looked at when the menu opens. */
export function targetNow(): MenuTarget {
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

/** Mounted when the menu opens, so that the target is that moment's. */
function Content() {
  return <Entries kind="context" entries={torrentMenu} target={targetNow()} />;
}

export function TorrentMenu() {
  return (
    <MenuContent kind="context">
      <Content />
    </MenuContent>
  );
}
