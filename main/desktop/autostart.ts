import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from 'electron';
import { done, fault, type Result } from '../../engine/api/index.ts';
import { desktopEntry, ENTRY_NAME, entryValue, execLine } from './desktop-entry.ts';
import { readText, writeWhole } from './entry-files.ts';
import { configHome, type Environment } from './xdg.ts';

/** Whether Skein starts, without a window, when the user logs in. The system is asked, not our memory of it. */
export interface Autostart {
  isOn(): Promise<boolean>;
  set(on: boolean): Promise<Result<void>>;
}

export const HIDDEN = '--hidden';

export interface LinuxAutostartOptions {
  readonly command: readonly string[];
  readonly env: Environment;
}

/** An entry in the user's autostart folder (Desktop Application Autostart Specification). */
export class LinuxAutostart implements Autostart {
  readonly #command: readonly string[];
  readonly #path: string;

  constructor({ command, env }: LinuxAutostartOptions) {
    this.#command = [...command, HIDDEN];
    this.#path = join(configHome(env), 'autostart', ENTRY_NAME);
  }

  async isOn(): Promise<boolean> {
    const entry = await readText(this.#path);
    if (entry === undefined || entryValue(entry, 'Hidden') === 'true') return false;
    if (entryValue(entry, 'X-GNOME-Autostart-enabled') === 'false') return false;
    // Moved since: it still means to start Skein, so it is made to.
    if (entryValue(entry, 'Exec') !== execLine(this.#command, false)) await this.set(true);
    return true;
  }

  async set(on: boolean): Promise<Result<void>> {
    const command = this.#command;
    if (on) {
      const entry = desktopEntry({ command, takesLinks: false, icon: 'skein', autostart: true });
      return writeWhole(this.#path, entry);
    }
    try {
      await rm(this.#path, { force: true });
      return done;
    } catch (error) {
      const why = (error as Error).message;
      return fault('file-remove', this.#path, `${this.#path} could not be removed: ${why}`);
    }
  }
}

type LoginItems = Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings'>;

/** Windows keeps a registry value with our arguments; macOS tells the app that it was opened at login. */
export class NativeAutostart implements Autostart {
  readonly #app: LoginItems;

  constructor(app: LoginItems) {
    this.#app = app;
  }

  isOn(): Promise<boolean> {
    return Promise.resolve(this.#app.getLoginItemSettings({ args: [HIDDEN] }).openAtLogin);
  }

  set(on: boolean): Promise<Result<void>> {
    this.#app.setLoginItemSettings({ openAtLogin: on, args: [HIDDEN] });
    return Promise.resolve(done);
  }
}
