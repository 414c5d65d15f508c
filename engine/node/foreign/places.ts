import { posix, win32 } from 'node:path';

/** What of the machine says where programs keep their files. */
export interface Machine {
  readonly platform: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Folders in which qBittorrent, Transmission and Deluge usually keep their torrents, the user's own first. */
export function usualPlaces({ platform, home, env }: Machine): readonly string[] {
  if (platform === 'win32') return onWindows(home, env);
  const { join } = posix;
  const dot = env['XDG_CONFIG_HOME'] || join(home, '.config');
  if (platform === 'darwin') {
    const library = join(home, 'Library', 'Application Support');
    return [
      join(library, 'qBittorrent'),
      join(library, 'Transmission'),
      join(dot, 'transmission-daemon'),
      join(library, 'transmission-daemon'),
      join(dot, 'deluge'),
      join(library, 'deluge'),
    ];
  }
  const share = env['XDG_DATA_HOME'] || join(home, '.local', 'share');
  return [
    join(share, 'qBittorrent'),
    // Before version 4.
    join(share, 'data', 'qBittorrent'),
    join(dot, 'transmission'),
    join(dot, 'transmission-daemon'),
    join(dot, 'deluge'),
    ...inFlatpak(join(home, '.var', 'app')),
    ...inSnap(join(home, 'snap')),
    ...ofServices(),
  ];
}

function inFlatpak(apps: string): string[] {
  const { join } = posix;
  return [
    join(apps, 'org.qbittorrent.qBittorrent', 'data', 'qBittorrent'),
    join(apps, 'com.transmissionbt.Transmission', 'config', 'transmission'),
    join(apps, 'org.deluge_torrent.deluge', 'config', 'deluge'),
  ];
}

/** Each snap has a home of its own, where what is not to be kept for one revision lies below `common`. */
function inSnap(snaps: string): string[] {
  const { join } = posix;
  const within = (name: string, ...below: readonly string[]): string[] =>
    ['current', 'common'].map((kept) => join(snaps, name, kept, ...below));
  return [
    ...within('qbittorrent-arnatious', '.local', 'share', 'qBittorrent'),
    ...within('transmission', '.config', 'transmission'),
    ...within('deluge-lukewh', '.config', 'deluge'),
  ];
}

/** Daemons with users of their own: Debian's, then those of Fedora and Arch. */
function ofServices(): string[] {
  return [
    '/var/lib/transmission-daemon/.config/transmission-daemon',
    '/var/lib/transmission-daemon/info',
    '/var/lib/transmission/.config/transmission-daemon',
    '/var/lib/deluged/config',
    '/var/lib/deluge/.config/deluge',
    '/var/lib/qbittorrent/.local/share/qBittorrent',
    '/var/lib/qbittorrent-nox/.local/share/qBittorrent',
  ];
}

function onWindows(home: string, env: Machine['env']): string[] {
  const { join } = win32;
  const local = env['LOCALAPPDATA'] || join(home, 'AppData', 'Local');
  const roaming = env['APPDATA'] || join(home, 'AppData', 'Roaming');
  const service = join(env['SystemRoot'] || 'C:\\Windows', 'ServiceProfiles', 'LocalService');
  return [
    join(local, 'qBittorrent'),
    join(local, 'transmission'),
    join(local, 'transmission-daemon'),
    join(service, 'AppData', 'Local', 'transmission-daemon'),
    join(roaming, 'deluge'),
  ];
}
