import type { InfoHash } from '../../preload/contract/index.ts';
import { api } from '../api.ts';
import { useTorrents } from './torrents.ts';
import { isNarrowed, useView } from './view.ts';

/** As many as a large window shows. */
const ROWS = 100;
/** A list that is sorted by speed has others on top all the time: told this often at the most. */
const EVERY_MS = 60_000;
/** The first time, and when the user has sorted it otherwise. */
const SOON_MS = 3_000;

let told: readonly InfoHash[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

const isSame = (a: readonly InfoHash[], b: readonly InfoHash[]): boolean =>
  a.length === b.length && a.every((id, at) => id === b[at]);

function tell(): void {
  timer = undefined;
  const { ids } = useView.getState();
  // The next start shows the whole list, from its top.
  if (isNarrowed() || useTorrents.getState().status.restoring > 0) return;
  const now = ids.slice(0, ROWS);
  if (isSame(now, told)) return;
  told = now;
  void api.keepFirst({ ids: now });
}

/** The engine hears what stands on top of the list: at the next start it is there before all others. */
export function followFirstRows(): void {
  useView.subscribe((view, before) => {
    if (view.sorting !== before.sorting) {
      clearTimeout(timer);
      timer = setTimeout(tell, SOON_MS);
    } else if (view.ids !== before.ids) {
      timer ??= setTimeout(tell, told.length === 0 ? SOON_MS : EVERY_MS);
    }
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'hidden') return;
    clearTimeout(timer);
    tell();
  });
}
