import { Menu, nativeImage, Tray } from 'electron';
import { busPath, nameHasOwner } from './dbus.ts';
import tray1x from './icons/tray-16.png?inline';
import trayLinux from './icons/tray-22.png?inline';
import tray2x from './icons/tray-32.png?inline';
import type { Texts } from './texts.ts';

export interface TrayActions {
  show(): void;
  quit(): void;
}

function trayImage(): Electron.NativeImage {
  if (process.platform === 'linux') return nativeImage.createFromDataURL(trayLinux);
  const image = nativeImage.createFromDataURL(tray1x);
  image.addRepresentation({ scaleFactor: 2, dataURL: tray2x });
  return image;
}

/**
 * Whether an icon of ours would be seen. Windows and macOS always have a place for it; on Linux a
 * StatusNotifierWatcher on the session bus shows them (GNOME has none without an extension).
 */
export function hasTrayHost(): Promise<boolean> {
  if (process.platform !== 'linux') return Promise.resolve(true);
  return nameHasOwner(
    'org.kde.StatusNotifierWatcher',
    busPath(process.env['DBUS_SESSION_BUS_ADDRESS']),
    1000,
  );
}

export class TrayIcon {
  readonly #tray: Tray;
  readonly #actions: TrayActions;

  constructor(actions: TrayActions, texts: Texts) {
    this.#actions = actions;
    this.#tray = new Tray(trayImage());
    this.#tray.on('click', () => actions.show());
    this.translate(texts);
  }

  translate(texts: Texts): void {
    this.#tray.setToolTip('Skein');
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        { id: 'show', label: texts.show, click: () => this.#actions.show() },
        { type: 'separator' },
        { id: 'quit', label: texts.quit, click: () => this.#actions.quit() },
      ]),
    );
  }

  destroy(): void {
    this.#tray.destroy();
  }
}
