import { describe, expect, it } from 'vitest';
import { usualPlaces } from '../../../engine/node/foreign/places.ts';

const places = (platform: string, home: string, env: Record<string, string> = {}) =>
  usualPlaces({ platform, home, env });

describe('the usual places of other clients', () => {
  it('on Linux: of the user, of Flatpak, of Snap, and of daemons with users of their own', () => {
    expect(places('linux', '/home/ann')).toEqual([
      '/home/ann/.local/share/qBittorrent',
      '/home/ann/.local/share/data/qBittorrent',
      '/home/ann/.config/transmission',
      '/home/ann/.config/transmission-daemon',
      '/home/ann/.config/deluge',
      '/home/ann/.var/app/org.qbittorrent.qBittorrent/data/qBittorrent',
      '/home/ann/.var/app/com.transmissionbt.Transmission/config/transmission',
      '/home/ann/.var/app/org.deluge_torrent.deluge/config/deluge',
      '/home/ann/snap/qbittorrent-arnatious/current/.local/share/qBittorrent',
      '/home/ann/snap/qbittorrent-arnatious/common/.local/share/qBittorrent',
      '/home/ann/snap/transmission/current/.config/transmission',
      '/home/ann/snap/transmission/common/.config/transmission',
      '/home/ann/snap/deluge-lukewh/current/.config/deluge',
      '/home/ann/snap/deluge-lukewh/common/.config/deluge',
      '/var/lib/transmission-daemon/.config/transmission-daemon',
      '/var/lib/transmission-daemon/info',
      '/var/lib/transmission/.config/transmission-daemon',
      '/var/lib/deluged/config',
      '/var/lib/deluge/.config/deluge',
      '/var/lib/qbittorrent/.local/share/qBittorrent',
      '/var/lib/qbittorrent-nox/.local/share/qBittorrent',
    ]);
  });

  it('on Linux: where the user has put configuration and data elsewhere', () => {
    const env = { XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: '/d' };
    const found = places('linux', '/home/ann', env);
    expect(found).toContain('/d/qBittorrent');
    expect(found).toContain('/c/transmission-daemon');
    expect(found).toContain('/c/deluge');
    expect(found).not.toContain('/home/ann/.config/deluge');
  });

  it('on a Mac', () => {
    expect(places('darwin', '/Users/ann')).toEqual([
      '/Users/ann/Library/Application Support/qBittorrent',
      '/Users/ann/Library/Application Support/Transmission',
      '/Users/ann/.config/transmission-daemon',
      '/Users/ann/Library/Application Support/transmission-daemon',
      '/Users/ann/.config/deluge',
      '/Users/ann/Library/Application Support/deluge',
    ]);
  });

  it('on Windows: by what the system says, or else by what is usual', () => {
    const env = {
      LOCALAPPDATA: 'D:\\Profiles\\ann\\Local',
      APPDATA: 'D:\\Profiles\\ann\\Roaming',
      SystemRoot: 'C:\\Windows',
    };
    expect(places('win32', 'C:\\Users\\ann', env)).toEqual([
      'D:\\Profiles\\ann\\Local\\qBittorrent',
      'D:\\Profiles\\ann\\Local\\transmission',
      'D:\\Profiles\\ann\\Local\\transmission-daemon',
      'C:\\Windows\\ServiceProfiles\\LocalService\\AppData\\Local\\transmission-daemon',
      'D:\\Profiles\\ann\\Roaming\\deluge',
    ]);
    expect(places('win32', 'C:\\Users\\ann')).toContain('C:\\Users\\ann\\AppData\\Roaming\\deluge');
  });
});
