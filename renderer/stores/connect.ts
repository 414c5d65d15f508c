import { decodeDelta } from '../../preload/contract/delta.ts';
import type { Notice } from '../../preload/contract/index.ts';
import { api } from '../api.ts';
import { dropFinal, openDialog, pushToast, showFault, useApp } from './app.ts';
import { followFirstRows } from './first-rows.ts';
import { followScene, isSceneComing } from './scene.ts';
import { keepOnly, selectOne } from './selection.ts';
import { receiveDelta, useTorrents } from './torrents.ts';
import { followTorrents, hideRemoved, restoreView, useView } from './view.ts';

function receiveNotice(notice: Notice): void {
  if (notice.kind === 'reveal') {
    selectOne(notice.id);
    return;
  }
  pushToast(notice);
  if (notice.kind === 'present') selectOne(notice.id);
}

/** The first rows are drawn with the window itself when they are there this soon. */
const FIRST_ROWS_MS = 100;

const firstRows = (): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, FIRST_ROWS_MS);
    const off = useTorrents.subscribe(({ loaded }) => {
      if (!loaded) return;
      clearTimeout(timer);
      off();
      resolve();
    });
  });

/** Subscribes the stores to main and asks for what is there. Resolves when the window can be drawn. */
export async function connectStores(): Promise<void> {
  api.on('delta', (text) => receiveDelta(decodeDelta(text)));
  api.on('engine', (engine) => useApp.setState({ engine }));
  api.on('desktop', (desktop) => useApp.setState({ desktop }));
  api.on('accent', (accent) => useApp.setState({ accent }));
  api.on('view', restoreView);
  api.on('offers', (offers) => useApp.setState({ offers }));
  api.on('removals', (removals) => {
    useApp.setState({ removals });
    dropFinal(removals);
    hideRemoved(removals);
  });
  api.on('notice', receiveNotice);
  api.on('closeAsked', () => openDialog({ kind: 'close' }));
  followTorrents();
  useView.subscribe((view, before) => {
    if (view.ids !== before.ids && !isSceneComing()) keepOnly(view.ids, before.ids);
  });

  const start = await api.start();
  if (!start.ok) {
    showFault(start);
    return;
  }
  const { notices, view, scene, ...state } = start.value;
  useApp.setState(state);
  restoreView(view);
  hideRemoved(state.removals);
  followScene(scene);
  followFirstRows();
  notices.forEach(receiveNotice);
  if (state.engine.phase === 'running' && !useTorrents.getState().loaded) await firstRows();
}
