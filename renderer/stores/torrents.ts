import { create } from 'zustand';
import type {
  EngineStatus,
  InfoHash,
  TorrentSnapshot,
  WindowDelta,
} from '../../preload/contract/index.ts';
import { useOrganisation } from './organisation.ts';
import { type Changed, Rows } from './rows.ts';

interface TorrentsState {
  /** Changed in place, rows are not: compare rows, or `version`. */
  readonly byId: ReadonlyMap<InfoHash, TorrentSnapshot>;
  readonly version: number;
  /** Which fields the last delta touched in any row. */
  readonly changed: Changed;
  readonly status: EngineStatus;
  /** The first full delta has come. */
  readonly loaded: boolean;
}

const noStatus: EngineStatus = {
  listenPort: 0,
  listenFault: undefined,
  portState: 'unknown',
  portMap: { state: 'off' },
  downRate: 0,
  upRate: 0,
  dhtNodes: 0,
  dhtState: 'off',
  connections: 0,
  slowMode: false,
  slowSwitch: 0,
  restoring: 0,
};

const rows = new Rows();

export const useTorrents = create<TorrentsState>(() => ({
  byId: rows.byId,
  version: 0,
  changed: 'all',
  status: noStatus,
  loaded: false,
}));

export function receiveDelta(delta: WindowDelta): void {
  if (delta.organisation !== undefined) useOrganisation.setState(delta.organisation);
  useTorrents.setState((state) => {
    const status = { ...state.status, ...delta.status };
    return {
      changed: rows.apply(delta, status.restoring),
      version: state.version + 1,
      status,
      loaded: true,
    };
  });
}

export const useTorrent = (id: InfoHash | undefined): TorrentSnapshot | undefined =>
  useTorrents((state) => (id === undefined ? undefined : state.byId.get(id)));
