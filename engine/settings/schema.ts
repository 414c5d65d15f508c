import { defineSettings, type SettingValues } from './define.ts';

const MiB = 1024 * 1024;

/** The engine's settings. The desktop's are in preload/contract. */
export const engineSettings = defineSettings({
  listenPort: {
    type: 'number', default: 0, min: 0, max: 65535, unit: 'port', zero: 'automatic',
    group: 'connection', label: 'Listening port',
    help: 'TCP and UDP. Automatic picks one at random the first time and keeps it.',
  },
  listenHost: {
    type: 'text', default: '', maxLength: 64,
    group: 'connection', label: 'Listening address', help: 'Empty listens on every interface, IPv4 and IPv6.',
  },
  maxConnections: {
    type: 'number', default: 500, min: 2, max: 10_000, unit: 'count',
    group: 'connection', label: 'Connections in total', help: '',
  },
  maxConnectionsPerTorrent: {
    type: 'number', default: 100, min: 1, max: 2_000, unit: 'count',
    group: 'connection', label: 'Connections per torrent', help: '',
  },
  maxHalfOpen: {
    type: 'number', default: 30, min: 1, max: 500, unit: 'count',
    group: 'advanced', label: 'Connection attempts at once', help: '',
  },
  uploadSlots: {
    type: 'number', default: 0, min: 0, max: 500, unit: 'count', zero: 'automatic',
    group: 'connection', label: 'Upload slots per torrent', help: 'Automatic follows the measured upload.',
  },
  downLimit: {
    type: 'number', default: 0, min: 0, max: 10_000 * MiB, unit: 'bytes/s', zero: 'unlimited',
    group: 'speed', label: 'Download limit', help: '',
  },
  upLimit: {
    type: 'number', default: 0, min: 0, max: 10_000 * MiB, unit: 'bytes/s', zero: 'unlimited',
    group: 'speed', label: 'Upload limit', help: '',
  },
  pieceMemory: {
    type: 'number', default: 64 * MiB, min: 16 * MiB, max: 2048 * MiB, unit: 'bytes',
    group: 'advanced', label: 'Memory for pieces being downloaded', help: '',
  },
  readCache: {
    type: 'number', default: 32 * MiB, min: 1 * MiB, max: 2048 * MiB, unit: 'bytes',
    group: 'advanced', label: 'Memory for upload read-ahead', help: '',
  },
  dht: {
    type: 'boolean', default: true,
    group: 'discovery', label: 'DHT', help: 'Finds peers without a tracker. Never used for private torrents.',
  },
  dhtRouters: {
    type: 'text', default: 'router.bittorrent.com:6881\nrouter.utorrent.com:6881\ndht.transmissionbt.com:6881\ndht.libtorrent.org:25401', maxLength: 4096, lines: true,
    group: 'discovery', label: 'DHT routers', help: 'Asked for first nodes when none are known, one a line.',
  },
  pex: {
    type: 'boolean', default: true,
    group: 'discovery', label: 'Peer exchange', help: 'Peers tell each other who is in the swarm. Never used for private torrents.',
  },
  lsd: {
    type: 'boolean', default: true,
    group: 'discovery', label: 'Local network discovery', help: 'Finds peers on the local network. Never used for private torrents.',
  },
  portMapping: {
    type: 'boolean', default: true,
    group: 'connection', label: 'Map the port at the router', help: 'UPnP, NAT-PMP and PCP.',
  },
  defaultTrackers: {
    type: 'text', default: '', maxLength: 65_536, lines: true,
    group: 'discovery', label: 'Trackers added to public torrents', help: 'One URL a line; an empty line starts the next tier.',
  },
});

export type EngineSettings = SettingValues<typeof engineSettings>;
