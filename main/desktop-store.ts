import * as v from 'valibot';
import { done, type EngineApi, ok, type Result } from '../engine/api/index.ts';
import {
  type DesktopSettings,
  desktopDefaults,
  desktopSettings,
  isDesktopChange,
} from '../preload/contract/desktop-settings.ts';
import { path } from '../preload/contract/schemas.ts';
import { type ViewState, viewState } from '../preload/contract/view-state.ts';

interface Source {
  call<T>(run: (engine: EngineApi) => Promise<Result<T>>): Promise<Result<T>>;
}

export interface WindowBounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly maximized: boolean;
}

/** Settings that the system keeps: it is asked and told, and is right when the two differ. */
export interface SystemSettings {
  read(): Promise<Partial<DesktopSettings>>;
  write(change: Partial<DesktopSettings>): Promise<Result<void>>;
}

const RECENT_FOLDERS = 8;
const integer = v.pipe(v.number(), v.integer());
const bounds = v.object({
  x: integer,
  y: integer,
  width: integer,
  height: integer,
  maximized: v.boolean(),
});
const folders = v.pipe(v.array(path), v.maxLength(RECENT_FOLDERS));

/**
 * The desktop's settings and small state, kept by the engine in the profile's database. What cannot be
 * parsed (an old profile, a damaged one) falls back to the default, key by key.
 */
export class DesktopStore {
  readonly #source: Source;
  readonly #onChange: (settings: DesktopSettings) => void;
  readonly #system: SystemSettings;
  #settings: DesktopSettings = desktopDefaults;
  #view: ViewState | undefined;
  #bounds: WindowBounds | undefined;
  #recent: readonly string[] = [];
  #toldNoTray = false;

  constructor(
    source: Source,
    system: SystemSettings,
    onChange: (settings: DesktopSettings) => void,
  ) {
    this.#source = source;
    this.#system = system;
    this.#onChange = onChange;
  }

  get settings(): DesktopSettings {
    return this.#settings;
  }
  get view(): ViewState | undefined {
    return this.#view;
  }
  get bounds(): WindowBounds | undefined {
    return this.#bounds;
  }
  /** The user knows that this desktop has no place for a tray icon. */
  get toldNoTray(): boolean {
    return this.#toldNoTray;
  }
  get recentFolders(): readonly string[] {
    return this.#recent;
  }

  async load(): Promise<Result<void>> {
    const loaded = await this.#source.call((engine) => engine.loadValues('desktop.'));
    if (!loaded.ok) return loaded;
    const value = (key: string): unknown => loaded.value[`desktop.${key}`];
    for (const key of Object.keys(desktopSettings)) {
      const change = { [key]: value(key) };
      if (isDesktopChange(change)) this.#settings = { ...this.#settings, ...change };
    }
    this.#settings = { ...this.#settings, ...(await this.#system.read()) };
    this.#view = parsed(viewState, value('view'));
    this.#bounds = parsed(bounds, value('bounds'));
    this.#recent = parsed(folders, value('recentFolders')) ?? [];
    this.#toldNoTray = value('toldNoTray') === true;
    this.#onChange(this.#settings);
    return done;
  }

  async change(change: Partial<DesktopSettings>): Promise<Result<DesktopSettings>> {
    const told = await this.#system.write(change);
    if (!told.ok) return told;
    const saved = await this.#save(change);
    if (!saved.ok) return saved;
    this.#settings = { ...this.#settings, ...change };
    this.#onChange(this.#settings);
    return ok(this.#settings);
  }

  saveView(view: ViewState): Promise<Result<void>> {
    this.#view = view;
    return this.#save({ view });
  }

  saveBounds(value: WindowBounds): Promise<Result<void>> {
    this.#bounds = value;
    return this.#save({ bounds: value });
  }

  rememberNoTray(): Promise<Result<void>> {
    this.#toldNoTray = true;
    return this.#save({ toldNoTray: true });
  }

  /** Most recent first. */
  rememberFolder(folder: string): Promise<Result<void>> {
    if (this.#recent[0] === folder) return Promise.resolve(done);
    this.#recent = [folder, ...this.#recent.filter((other) => other !== folder)].slice(
      0,
      RECENT_FOLDERS,
    );
    return this.#save({ recentFolders: this.#recent });
  }

  #save(values: Readonly<Record<string, unknown>>): Promise<Result<void>> {
    const keyed = Object.fromEntries(
      Object.entries(values).map(([key, value]) => [`desktop.${key}`, value]),
    );
    return this.#source.call((engine) => engine.saveValues(keyed));
  }
}

function parsed<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
): v.InferOutput<S> | undefined {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : undefined;
}
