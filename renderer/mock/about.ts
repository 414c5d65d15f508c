import type { aboutCalls } from '../../preload/contract/about-calls.ts';
import type { Api, LogEntry, Result } from '../../preload/contract/index.ts';

const NOW = Date.UTC(2026, 8, 14, 15, 20);

const said: readonly (readonly [LogEntry['level'], string, string])[] = [
  ['info', 'app', 'Skein 0.1.0 on linux, Electron 45.4.1'],
  ['info', 'session', 'listening on 0.0.0.0:51413'],
  ['info', 'portmap', 'the router 192.168.1.1 maps port 51413 (UPnP)'],
  ['debug', 'dht', 'bootstrapped with 347 nodes'],
  [
    'warn',
    'tracker',
    'https://torrents.linuxmint.com/announce answered with a web page instead of a peer list',
  ],
  [
    'error',
    'disk',
    'There is no room left on the disk of “/home/ada/Downloads”: 14.9 GiB are missing [disk-full]',
  ],
];

export const mockAbout: Pick<Api, keyof typeof aboutCalls> = {
  about: () =>
    Promise.resolve({
      ok: true,
      value: {
        versions: [
          ['Skein', '0.1.0'],
          ['Electron', '45.4.1'],
          ['Chromium', '152.0.7612.3'],
          ['Node.js', '24.12.0'],
          ['V8', '15.2.11-electron.0'],
        ],
        system: 'Linux 6.18.4, x64 (Debian GNU/Linux 12)',
        profile: '/home/ada/.config/Skein',
      },
    }),
  readLog: ({ since }) =>
    Promise.resolve({
      ok: true,
      value: Array.from({ length: 60 }, (_, index) => {
        const [level, about, message] = said[index % said.length] ?? ['info', 'app', ''];
        return { at: NOW + index * 1234, level, about, message };
      }).filter(({ at }) => at > since),
    }),
  openFolder: (): Promise<Result<void>> => Promise.resolve({ ok: true, value: undefined }),
};
