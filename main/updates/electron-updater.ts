import { app } from 'electron';
import type { AppUpdater } from 'electron-updater';
import type { MainLog } from '../log.ts';
import { updatesItself } from './self.ts';
import type { Updater } from './updates.ts';

/** electron-updater checks signatures and hashes, and takes its turn in a staged release. */
export function createUpdater(log: MainLog): Updater | undefined {
  if (!app.isPackaged || !updatesItself(process.platform, process.env, process.resourcesPath))
    return undefined;
  let loaded: Promise<AppUpdater> | undefined;
  // Loaded when it is needed: the start has better things to do.
  const load = (): Promise<AppUpdater> => {
    loaded ??= import('electron-updater').then(({ autoUpdater }) => {
      autoUpdater.autoDownload = false;
      autoUpdater.autoInstallOnAppQuit = true;
      autoUpdater.allowDowngrade = false;
      // Its name has the version in it: whoever starts Skein again starts the new one.
      autoUpdater.on('appimage-filename-updated', (path) => {
        process.env['APPIMAGE'] = path;
      });
      autoUpdater.logger = {
        info: () => undefined,
        warn: (message) => log.info(`updates: ${String(message)}`),
        error: (message) => log.error('updates', message),
      };
      return autoUpdater;
    });
    return loaded;
  };
  return {
    check: async () => {
      const found = await (await load()).checkForUpdates();
      return found?.isUpdateAvailable === true ? found.updateInfo.version : undefined;
    },
    download: async (onProgress) => {
      const updater = await load();
      const progress = ({ percent }: { readonly percent: number }): void =>
        onProgress(percent / 100);
      updater.on('download-progress', progress);
      try {
        await updater.downloadUpdate();
      } finally {
        updater.off('download-progress', progress);
      }
    },
    install: () => void load().then((updater) => updater.quitAndInstall(true, true)),
  };
}
