import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ForeignClient, ForeignTorrent } from '../../core/foreign/types.ts';
import { type Fault, fault, ok, type Result } from '../../core/result.ts';
import type { ForeignProfile, ForeignRead, Profiles } from '../../ports/profiles.ts';
import { EXPORT_FILE, readExport, saveExport } from './export.ts';
import { isThere, namesIn } from './files.ts';
import { readDeluge, readTransmission } from './others.ts';
import { readQbittorrent } from './qbittorrent.ts';

type Reader = (folder: string, found: (one: Result<ForeignTorrent>) => void) => Promise<void>;

const READERS: Readonly<Record<ForeignClient, Reader>> = {
  qbittorrent: readQbittorrent,
  transmission: readTransmission,
  deluge: readDeluge,
  skein: readExport,
};

export function createNodeProfiles(home = homedir(), env = process.env): Profiles {
  return {
    async find() {
      const found: ForeignProfile[] = [];
      for (const place of usualPlaces(home, env)) {
        const profile = await recognise(place);
        if (profile !== undefined && !found.some(({ folder }) => folder === profile.folder))
          found.push(profile);
      }
      return found;
    },
    async read(folder) {
      const profile = await recognise(folder);
      if (profile !== undefined) return ok(await readAll(profile));
      const message = `${folder} holds no torrents of a client that Skein knows.`;
      return fault('foreign-nothing', folder, message);
    },
    save: saveExport,
  };
}

async function readAll(profile: ForeignProfile): Promise<ForeignRead> {
  const torrents = new Map<string, ForeignTorrent>();
  const faults: Omit<Fault, 'ok'>[] = [];
  await READERS[profile.client](profile.folder, (one) => {
    if (one.ok) torrents.set(one.value.infoHash, one.value);
    else {
      const { ok: _ok, ...rest } = one;
      faults.push(rest);
    }
  });
  return { ...profile, torrents: [...torrents.values()], faults };
}

/** The folder itself, or one in it where the client keeps its state. */
async function recognise(folder: string): Promise<ForeignProfile | undefined> {
  if (await isThere(folder, EXPORT_FILE)) return { client: 'skein', folder };
  for (const below of [
    [],
    ['BT_backup'],
    ['data', 'BT_backup'],
    ['qBittorrent', 'data', 'BT_backup'],
  ]) {
    const place = join(folder, ...below);
    const names = await namesIn(place);
    if (names.some((name) => name.endsWith('.fastresume') && !name.startsWith('torrents.')))
      return { client: 'qbittorrent', folder: place };
  }
  for (const below of [[], ['BT_backup'], ['data'], ['qBittorrent', 'data']]) {
    const place = join(folder, ...below);
    if (await isThere(place, 'torrents.db')) return { client: 'qbittorrent', folder: place };
  }
  for (const below of [[], ['state']]) {
    const place = join(folder, ...below);
    if (await isThere(place, 'torrents.state')) return { client: 'deluge', folder: place };
  }
  if ((await isThere(folder, 'resume')) && (await isThere(folder, 'torrents')))
    return { client: 'transmission', folder };
  return undefined;
}

function usualPlaces(home: string, env: NodeJS.ProcessEnv): string[] {
  const data = env['XDG_DATA_HOME'] ?? join(home, '.local', 'share');
  const config = env['XDG_CONFIG_HOME'] ?? join(home, '.config');
  const library = join(home, 'Library', 'Application Support');
  const windows = [env['LOCALAPPDATA'], env['APPDATA']].filter((one) => one !== undefined);
  return [
    join(data, 'qBittorrent'),
    join(data, 'data', 'qBittorrent'),
    join(config, 'transmission'),
    join(config, 'transmission-daemon'),
    '/var/lib/transmission-daemon/info',
    '/var/lib/transmission-daemon/.config/transmission-daemon',
    join(config, 'deluge'),
    '/var/lib/deluged/config',
    join(library, 'qBittorrent'),
    join(library, 'Transmission'),
    ...windows.flatMap((base) => [
      join(base, 'qBittorrent'),
      join(base, 'transmission'),
      join(base, 'deluge'),
    ]),
  ];
}
