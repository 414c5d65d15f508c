import type { EngineStatus } from '../api/engine-api.ts';
import type { TrackerSnapshot } from '../api/torrent.ts';
import type { Fault } from '../core/result.ts';
import type { EngineSettings } from '../settings/schema.ts';
import type { Torrent } from '../torrent/torrent.ts';
import type { Session } from './session.ts';

/** Everything that finds peers, behind one face: whatever comes up arrives at the torrent as peers found. */
export class Finders {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  get portState(): EngineStatus['portState'] {
    return 'unknown';
  }
  get dhtNodes(): number {
    return 0;
  }
  get dhtState(): EngineStatus['dhtState'] {
    return 'off';
  }
  setPort(_port: number): void {}
  add(_torrent: Torrent): void {}
  remove(_torrent: Torrent): void {}
  announce(_torrent: Torrent, _event: string): void {}
  announceNow(_torrent: Torrent): void {}
  tiersOf(_torrent: Torrent): readonly (readonly string[])[] {
    return [];
  }
  checkTrackers(_tiers: readonly (readonly string[])[]): Fault | undefined {
    return undefined;
  }
  trackerSnapshots(_torrent: Torrent): TrackerSnapshot[] {
    return [];
  }
  dhtPeer(_host: string, _port: number): void {}
  async settingsChanged(_before: EngineSettings, _after: EngineSettings): Promise<void> {}
  async networkChanged(): Promise<void> {}
  async close(): Promise<void> {
    void this.#session;
  }
}
