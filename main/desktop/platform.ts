import { app, shell } from 'electron';
import { type Autostart, LinuxAutostart, NativeAutostart } from './autostart.ts';
import type { LinkHandler } from './link-handler.ts';
import { LinuxLinks } from './linux-links.ts';
import { NativeLinks } from './native-links.ts';

export interface PlatformOptions {
  /** `--profile` and what else a later start needs to be the same Skein. */
  readonly ownArguments: readonly string[];
  /** PNG, 256 × 256, for the desktop's entry. */
  readonly icon: () => Uint8Array;
}

export interface Platform {
  readonly links: LinkHandler;
  readonly autostart: Autostart;
}

/** How this very program is started again: the AppImage, not what it unpacked; the sources with their Electron. */
export function commandAgain(ownArguments: readonly string[]): string[] {
  const program = process.env['APPIMAGE'] ?? process.execPath;
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const sources = app.isPackaged ? [] : [app.getAppPath()];
  return [program, ...sandbox, ...sources, ...ownArguments];
}

export function createPlatform({ ownArguments, icon }: PlatformOptions): Platform {
  if (process.platform === 'darwin' || process.platform === 'win32') {
    return {
      links: new NativeLinks(app, process.platform, shell),
      autostart: new NativeAutostart(app),
    };
  }
  const options = { command: commandAgain(ownArguments), env: process.env };
  return { links: new LinuxLinks({ ...options, icon }), autostart: new LinuxAutostart(options) };
}
