import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ForeignTorrent } from '../../core/foreign/types.ts';
import { fault, ok, type Result } from '../../core/result.ts';
import type { ForeignOrganisation, ForeignProfile, Profiles } from '../../ports/profiles.ts';
import { readDeluge } from './deluge.ts';
import { EXPORT_FILE, readExport, saveExport } from './export.ts';
import { isThere, namesIn } from './files.ts';
import { type Machine, usualPlaces } from './places.ts';
import { readFastresume } from './qbittorrent.ts';
import { DATABASE, readDatabase } from './qbittorrent-database.ts';
import { readCategories } from './qbittorrent-places.ts';
import { readTransmission, transmissionFolders } from './transmission.ts';

/** What was recognised, and how it is read. */
interface Found extends ForeignProfile {
  torrents(): AsyncIterable<Result<ForeignTorrent>>;
  organisation(): Promise<Result<ForeignOrganisation>>;
}

const here: Machine = { platform: process.platform, home: homedir(), env: process.env };

export function createNodeProfiles(machine = here): Profiles {
  return {
    async find() {
      const found = new Map<string, ForeignProfile>();
      for (const place of usualPlaces(machine)) {
        const profile = await recognise(place);
        if (profile === undefined) continue;
        const { client, folder } = profile;
        const real = await realpath(folder).catch(() => folder);
        if (!found.has(real)) found.set(real, { client, folder });
      }
      return [...found.values()];
    },
    async read(folder) {
      const found = await recognise(folder);
      if (found === undefined) {
        const message = `${folder} holds no torrents of a client that Skein knows.`;
        return fault('foreign-nothing', folder, message);
      }
      const organisation = await found.organisation();
      if (!organisation.ok) return organisation;
      const { client, folder: place } = found;
      return ok({ ...organisation.value, client, folder: place, torrents: found.torrents() });
    },
    save: saveExport,
  };
}

const none = async (): Promise<Result<ForeignOrganisation>> => ok({ categories: [], tags: [] });

/** The folder itself, or one in it where the client keeps its state. */
async function recognise(folder: string): Promise<Found | undefined> {
  if (await isThere(folder, EXPORT_FILE)) return readExport(folder);
  const qbittorrent = await qbittorrentIn(folder);
  if (qbittorrent !== undefined) {
    const { place, read } = qbittorrent;
    return {
      client: 'qbittorrent',
      folder: place,
      torrents: () => read(place),
      organisation: async () => ok({ categories: await readCategories(place), tags: [] }),
    };
  }
  for (const below of [[], ['state']]) {
    const place = join(folder, ...below);
    if (!(await isThere(place, 'torrents.state'))) continue;
    return {
      client: 'deluge',
      folder: place,
      torrents: () => readDeluge(place),
      organisation: none,
    };
  }
  if ((await transmissionFolders(folder)) === undefined) return undefined;
  return {
    client: 'transmission',
    folder,
    torrents: () => readTransmission(folder),
    organisation: none,
  };
}

/**
 * Files or a database. Where there is a database it counts: qBittorrent takes it away when it goes back to
 * files, and leaves old files where they are when it goes over to a database.
 */
async function qbittorrentIn(folder: string) {
  for (const below of [[], ['data'], ['qBittorrent', 'data'], ['..']]) {
    const place = join(folder, ...below);
    const isOurs = below[0] !== '..' || folder.replace(/[\\/]+$/, '').endsWith('BT_backup');
    if (isOurs && (await isThere(place, DATABASE))) return { place, read: readDatabase };
  }
  for (const below of [
    [],
    ['BT_backup'],
    ['data', 'BT_backup'],
    ['qBittorrent', 'data', 'BT_backup'],
  ]) {
    const place = join(folder, ...below);
    const names = await namesIn(place);
    if (names.some((name) => name.endsWith('.fastresume') && !name.startsWith('torrents.')))
      return { place, read: readFastresume };
  }
  return undefined;
}
