import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The programs of others that the tests drive, and the Debian packages that bring them. */
export const PROGRAMS = {
  'qbittorrent-nox': 'qbittorrent-nox',
  'transmission-daemon': 'transmission-daemon',
  'transmission-create': 'transmission-cli',
  aria2c: 'aria2',
  rtorrent: 'rtorrent',
  deluged: 'deluged',
  opentracker: 'opentracker',
  mktorrent: 'mktorrent',
  miniupnpd: 'miniupnpd-nftables',
  nft: 'nftables',
  'xdg-mime': 'xdg-utils',
  'desktop-file-validate': 'desktop-file-utils',
  gio: 'libglib2.0-bin',
  trayer: 'trayer',
  dunst: 'dunst',
  xdotool: 'xdotool',
  xev: 'x11-utils',
  busctl: 'systemd',
} as const;

export type Program = keyof typeof PROGRAMS;

export function isInstalled(program: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => folder !== '' && existsSync(join(folder, program)));
}

export interface Requirements {
  /** Undefined when all is there. */
  readonly missing: string | undefined;
}

/**
 * Which of the programs are missing, in words. On a build machine (CI=true) a missing one is an error: there
 * nothing may be left out in silence.
 */
export function requirements(...programs: readonly Program[]): Requirements {
  const missing = programs.filter((program) => !isInstalled(program));
  if (missing.length === 0) return { missing: undefined };
  const packages = missing.map((program) => PROGRAMS[program]).join(' ');
  const text = `${missing.join(', ')} not installed (apt-get install ${packages})`;
  if (process.env['CI'] === 'true') throw new Error(text);
  return { missing: text };
}
