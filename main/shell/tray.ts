import { Menu, nativeImage, Tray } from 'electron';
import type { DoneAction } from '../../preload/contract/index.ts';
import { busPath, nameHasOwner } from './dbus.ts';
import idle1x from './icons/tray-16.png?inline';
import idleLinux from './icons/tray-22.png?inline';
import idle2x from './icons/tray-32.png?inline';
import active1x from './icons/tray-active-16.png?inline';
import activeLinux from './icons/tray-active-22.png?inline';
import active2x from './icons/tray-active-32.png?inline';
import error1x from './icons/tray-error-16.png?inline';
import errorLinux from './icons/tray-error-22.png?inline';
import error2x from './icons/tray-error-32.png?inline';
import type { Texts } from './texts.ts';
import type { TrayLook, TrayState } from './tray-look.ts';
import { hasXembedTray } from './x11.ts';

export interface TrayActions {
  show(): void;
  add(): void;
  pauseAll(): void;
  resumeAll(): void;
  whenDone(action: DoneAction): void;
  slowMode(on: boolean): void;
  quit(): void;
}

const pictures: Readonly<Record<TrayState, readonly [string, string, string]>> = {
  idle: [idle1x, idle2x, idleLinux],
  active: [active1x, active2x, activeLinux],
  error: [error1x, error2x, errorLinux],
};

function trayImage(state: TrayState): Electron.NativeImage {
  const [single, double, linux] = pictures[state];
  if (process.platform === 'linux') return nativeImage.createFromDataURL(linux);
  const image = nativeImage.createFromDataURL(single);
  image.addRepresentation({ scaleFactor: 2, dataURL: double });
  return image;
}

const HOST_MS = 1000;

/**
 * Whether an icon of ours would be seen. Windows and macOS always have a place for it; on Linux a
 * StatusNotifierWatcher on the session bus shows them (GNOME has none without an extension), or an older
 * tray that embeds windows.
 */
export async function hasTrayHost(): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const bus = busPath(process.env['DBUS_SESSION_BUS_ADDRESS']);
  const found = await Promise.all([
    nameHasOwner('org.kde.StatusNotifierWatcher', bus, HOST_MS),
    hasXembedTray(process.env, HOST_MS),
  ]);
  return found.includes(true);
}

export class TrayIcon {
  readonly #tray: Tray;
  readonly #actions: TrayActions;
  #texts: Texts;
  #whenDone: DoneAction;
  #slowMode = false;
  #look: TrayLook = { state: 'idle', tooltip: 'Skein' };

  constructor(actions: TrayActions, texts: Texts, whenDone: DoneAction) {
    this.#actions = actions;
    this.#texts = texts;
    this.#whenDone = whenDone;
    this.#tray = new Tray(trayImage('idle'));
    this.#tray.setToolTip(this.#look.tooltip);
    this.#tray.on('click', () => actions.show());
    this.#draw();
  }

  translate(texts: Texts, whenDone: DoneAction): void {
    this.#texts = texts;
    this.#whenDone = whenDone;
    this.#draw();
  }

  setSlowMode(on: boolean): void {
    if (on === this.#slowMode) return;
    this.#slowMode = on;
    this.#draw();
  }

  look(look: TrayLook): void {
    if (look.state !== this.#look.state) this.#tray.setImage(trayImage(look.state));
    if (look.tooltip !== this.#look.tooltip) this.#tray.setToolTip(look.tooltip);
    this.#look = look;
  }

  destroy(): void {
    this.#tray.destroy();
  }

  #draw(): void {
    const texts = this.#texts;
    const whenDone = this.#whenDone;
    const { show, add, pauseAll, resumeAll, slowMode, quit } = this.#actions;
    const choices: readonly (readonly [DoneAction, string])[] = [
      ['nothing', texts.whenDoneNothing],
      ['quit', texts.whenDoneQuit],
      ['sleep', texts.whenDoneSleep],
      ['shutdown', texts.whenDoneShutdown],
    ];
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        { id: 'show', label: texts.show, click: show },
        { id: 'add', label: texts.add, click: add },
        { type: 'separator' },
        { id: 'pause-all', label: texts.pauseAll, click: pauseAll },
        { id: 'resume-all', label: texts.resumeAll, click: resumeAll },
        {
          id: 'slow',
          type: 'checkbox',
          label: texts.slowMode,
          checked: this.#slowMode,
          click: ({ checked }) => slowMode(checked),
        },
        { type: 'separator' },
        {
          id: 'when-done',
          label: texts.whenDone,
          submenu: choices.map(([action, label]) => ({
            id: `when-done-${action}`,
            label,
            type: 'radio',
            checked: action === whenDone,
            click: () => this.#actions.whenDone(action),
          })),
        },
        { type: 'separator' },
        { id: 'quit', label: texts.quit, click: quit },
      ]),
    );
  }
}
