import type { App, Shell } from 'electron';
import { done, fault, ok, type Result } from '../../engine/api/index.ts';
import type { LinkHandling } from '../../preload/contract/index.ts';
import type { LinkHandler } from './link-handler.ts';

type Protocols = Pick<App, 'isDefaultProtocolClient' | 'setAsDefaultProtocolClient'>;

const WINDOWS_SETTINGS = 'ms-settings:defaultapps?registeredAppUser=Skein';

/**
 * macOS lets a program take a scheme, but not a kind of file; Windows lets the user alone choose, in its
 * settings, among those that the installer has registered.
 */
export class NativeLinks implements LinkHandler {
  readonly #app: Protocols;
  readonly #platform: 'darwin' | 'win32';
  readonly #shell: Pick<Shell, 'openExternal'>;

  constructor(app: Protocols, platform: 'darwin' | 'win32', shell: Pick<Shell, 'openExternal'>) {
    this.#app = app;
    this.#platform = platform;
    this.#shell = shell;
  }

  state(): Promise<LinkHandling> {
    const magnet = this.#app.isDefaultProtocolClient('magnet') ? 'skein' : 'other';
    const change = this.#platform === 'win32' ? 'system-settings' : 'here';
    return Promise.resolve({ magnet, torrent: 'unknown', change });
  }

  async claim(): Promise<Result<LinkHandling>> {
    if (this.#platform === 'win32') {
      await this.#shell.openExternal(WINDOWS_SETTINGS);
    } else if (!this.#app.setAsDefaultProtocolClient('magnet')) {
      return fault('links-refused', 'magnet', 'macOS did not let Skein open magnet links.');
    }
    return ok(await this.state());
  }

  /** The installer's registration names a path that updates keep. */
  repair(): Promise<Result<void>> {
    return Promise.resolve(done);
  }
}
