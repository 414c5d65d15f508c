import type { EngineStatus, Fault, InfoHash, TorrentPreview } from '../../engine/api/index.ts';
import type { DesktopSettings } from './desktop-settings.ts';
import type { Scene } from './scene.ts';
import type { ViewState } from './view-state.ts';

export type PlainFault = Omit<Fault, 'ok'>;

/** How the engine's worker is doing. */
export type EngineState =
  | { readonly phase: 'starting' }
  | { readonly phase: 'running' }
  /** It ended unasked and is being started again. */
  | { readonly phase: 'restarting'; readonly fault: PlainFault }
  /** It cannot start; `restartEngine` tries once more. */
  | { readonly phase: 'failed'; readonly fault: PlainFault };

/** A torrent that somebody opened and nobody has decided on yet. Main holds its bytes. */
export interface Offer {
  readonly offer: string;
  /** The file's name or the magnet link's display name. */
  readonly source: string;
  /** Without files as long as only a link is known; they come as soon as a peer has sent them. */
  readonly preview: TorrentPreview;
}

/** Torrents taken from the list that can still be had back. */
export interface Removal {
  readonly removal: string;
  readonly ids: readonly InfoHash[];
  readonly files: boolean;
}

export type { FullDelta as WindowDelta } from '../../engine/api/index.ts';

/** Something worth a toast. Errors stay until they are dismissed. */
export type Notice =
  | { readonly kind: 'fault'; readonly fault: PlainFault }
  | { readonly kind: 'added'; readonly id: InfoHash; readonly name: string }
  /** It is in the list already; the trackers are those that it could take over. */
  | {
      readonly kind: 'present';
      readonly id: InfoHash;
      readonly name: string;
      readonly newTrackers: readonly string[];
    }
  | { readonly kind: 'completed'; readonly id: InfoHash; readonly name: string }
  /** Files were taken from a watch folder: so many torrents are new, so many were there. The name is that of the first. */
  | {
      readonly kind: 'taken';
      readonly folder: string;
      readonly name: string;
      readonly added: number;
      readonly present: number;
    }
  /** The window was closed and could only be minimised. Told once. */
  | { readonly kind: 'noTray' }
  /** A notification of the system was clicked: the torrent is to be seen. */
  | { readonly kind: 'reveal'; readonly id: InfoHash }
  | {
      readonly kind: 'moved';
      readonly id: InfoHash;
      readonly name: string;
      readonly folder: string;
    };

export interface StartState {
  readonly version: string;
  readonly platform: string;
  /** BCP 47, as the system has it. */
  readonly locale: string;
  readonly desktop: DesktopSettings;
  /** The desktop's accent colour, `#rrggbb`, where the system tells. */
  readonly accent: string | undefined;
  readonly view: ViewState | undefined;
  /** What the page before this one showed. */
  readonly scene: Scene | undefined;
  readonly engine: EngineState;
  readonly offers: readonly Offer[];
  readonly removals: readonly Removal[];
  readonly notices: readonly Notice[];
}

export type Opener = 'skein' | 'other' | 'unknown';

/** Which program the system opens magnet links and .torrent files with, and where that is changed. */
export interface LinkHandling {
  readonly magnet: Opener;
  readonly torrent: Opener;
  readonly change: 'here' | 'system-settings';
}

/** What follows when everything is downloaded. */
export type DoneAction = DesktopSettings['whenDone'];

export interface DoneCountdown {
  readonly action: Exclude<DoneAction, 'nothing'>;
  readonly seconds: number;
}

export interface FolderFacts {
  readonly free: number;
  /** The folder is not there yet; the numbers are those of the nearest one that is. */
  readonly missing: boolean;
  readonly writable: boolean;
}

export interface SaveFolders {
  readonly preferred: string;
  readonly recent: readonly string[];
}

export type { EngineStatus };
