import {
  defaultsOf,
  defineSettings,
  isValidSetting,
  type SettingValues,
} from '../../engine/settings/define.ts';

/** Settings of the window and the desktop around it; the engine has its own. */
export const desktopSettings = defineSettings({
  theme: {
    type: 'choice',
    default: 'system',
    options: ['system', 'light', 'dark'],
    group: 'look',
    label: 'Appearance',
    help: '',
  },
  accent: {
    type: 'choice',
    default: 'system',
    options: ['system', 'skein'],
    group: 'look',
    label: 'Accent colour',
    help: 'Where the system tells its own: Windows, macOS, and newer Linux desktops.',
  },
  language: {
    type: 'choice',
    default: 'system',
    options: ['system', 'en', 'de'],
    group: 'look',
    label: 'Language',
    help: '',
  },
  units: {
    type: 'choice',
    default: 'binary',
    options: ['binary', 'decimal'],
    group: 'look',
    label: 'Units',
    help: 'Binary counts in KiB and MiB (1024), decimal in kB and MB (1000).',
  },
  doubleClick: {
    type: 'choice',
    default: 'folder',
    options: ['folder', 'toggle', 'details'],
    group: 'look',
    label: 'Double-click on a torrent',
    help: '',
  },
  defaultFolder: {
    type: 'text',
    default: '',
    maxLength: 4096,
    folder: true,
    group: 'files',
    label: 'Save new torrents in',
    help: 'Empty means the Downloads folder of your system.',
  },
  skipAddDialog: {
    type: 'boolean',
    default: false,
    group: 'files',
    label: 'Add torrents without asking',
    help: 'They are saved in the folder above.',
  },
  startPaused: {
    type: 'boolean',
    default: false,
    group: 'files',
    label: 'Add torrents paused',
    help: '',
  },
  runOnCompletion: {
    type: 'text',
    default: '',
    maxLength: 16_384,
    lines: true,
    format: 'command',
    group: 'files',
    label: 'Run when a download is done',
    help: 'The program (its full path or name), then one argument a line. %N name, %F content, %D folder, %I info-hash, %L category, %G tags, %Z bytes, %T tracker, %% percent sign. Ended when Skein quits.',
  },
  close: {
    type: 'choice',
    default: 'ask',
    options: ['ask', 'background', 'quit'],
    group: 'desktop',
    label: 'When the window is closed',
    help: 'In the background Skein goes on downloading and seeding behind its tray icon.',
  },
  startAtLogin: {
    type: 'boolean',
    default: false,
    group: 'desktop',
    label: 'Start when I log in',
    help: 'Without a window, behind its tray icon.',
  },
  notifyFinished: {
    type: 'boolean',
    default: true,
    group: 'desktop',
    label: 'Notify when downloads finish',
    help: 'Not while the window is in front.',
  },
  notifyProblems: {
    type: 'boolean',
    default: true,
    group: 'desktop',
    label: 'Notify of problems',
    help: '',
  },
  preventSleep: {
    type: 'choice',
    default: 'downloading',
    options: ['never', 'downloading', 'always'],
    group: 'desktop',
    label: 'Keep the computer awake',
    help: '',
  },
  pauseOnBattery: {
    type: 'boolean',
    default: false,
    group: 'desktop',
    label: 'Transfer nothing on battery',
    help: 'Torrents that are forced to run go on.',
  },
  pauseOnMetered: {
    type: 'boolean',
    default: false,
    group: 'desktop',
    label: 'Transfer nothing on metered networks',
    help: 'Where the system knows it: Windows, and Linux with NetworkManager.',
  },
  checkUpdates: {
    type: 'boolean',
    default: true,
    group: 'desktop',
    label: 'Look for new versions',
    help: 'Once a day. A new version is installed when you say so.',
  },
  whenDone: {
    type: 'choice',
    default: 'nothing',
    options: ['nothing', 'quit', 'sleep', 'shutdown'],
    group: 'desktop',
    label: 'When all downloads are done',
    help: 'Holds for one time, and can be stopped for a minute before.',
  },
});

export type DesktopSettings = SettingValues<typeof desktopSettings>;

export const desktopDefaults: DesktopSettings = defaultsOf(desktopSettings);

type Key = keyof DesktopSettings;

const isKey = (key: string): key is Key => Object.hasOwn(desktopSettings, key);

/** True when every key is known and every value may be stored. */
export function isDesktopChange(change: unknown): change is Partial<DesktopSettings> {
  if (typeof change !== 'object' || change === null || Array.isArray(change)) return false;
  return Object.entries(change).every(
    ([key, value]) => isKey(key) && isValidSetting(desktopSettings[key], value),
  );
}
