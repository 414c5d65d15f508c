import type { Engine, EngineEvents } from './api/engine-api.ts';
import { ok, type Result } from './core/result.ts';
import type { Ports } from './ports/index.ts';
import { Commands } from './session/commands.ts';
import { Session } from './session/session.ts';
import { WATCH_FOLDERS_KEY } from './session/watching/watching.ts';
import { defaultsOf, isValidSetting } from './settings/define.ts';
import { type EngineSettings, engineSettings } from './settings/schema.ts';

export interface EngineOptions {
  /** Shown to other clients. */
  readonly version: string;
  /** Wins over what is stored, for this run only. */
  readonly overrides?: Partial<EngineSettings>;
  /** False: the watch folders of the profile are left alone in this run. */
  readonly watches?: boolean;
  /** The first torrents are there at once; thousands of others come when this resolves. */
  readonly others?: Promise<void>;
}

/** The only door: reads the store, brings every torrent back to where it was, and answers commands. */
export async function createEngine(ports: Ports, options: EngineOptions): Promise<Result<Engine>> {
  const [values, places] = await Promise.all([ports.store.loadValues(), ports.store.loadPlaces()]);
  if (!values.ok) return values;
  if (!places.ok) return places;
  const known = new Map(values.value);
  if (options.watches === false) known.delete(WATCH_FOLDERS_KEY);
  const listeners = { delta: new Set(), news: new Set() } as {
    [K in keyof EngineEvents]: Set<(value: EngineEvents[K]) => void>;
  };
  const session = new Session(
    ports,
    { ...storedSettings(values.value), ...options.overrides },
    known,
    options.version,
    {
      delta: (delta) => {
        for (const listener of listeners.delta) listener(delta);
      },
      news: (news) => {
        for (const listener of listeners.news) listener(news);
      },
    },
  );
  const started = await session.start(places.value, options.others);
  return started.ok ? ok(new Commands(session, listeners)) : started;
}

/** Defaults, and over them what the user has chosen; a value that no longer fits is passed over. */
function storedSettings(values: ReadonlyMap<string, unknown>): EngineSettings {
  const chosen: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(engineSettings)) {
    const value = values.get(`settings.${key}`);
    if (value !== undefined && isValidSetting(setting, value)) chosen[key] = value;
  }
  return { ...defaultsOf(engineSettings), ...chosen } as EngineSettings;
}
