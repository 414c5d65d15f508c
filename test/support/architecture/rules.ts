/** What the files below a folder may import. The most specific folder decides. */
export interface Rule {
  readonly from: string;
  /** Folders or files of the project, their own aside. */
  readonly to: readonly string[];
  /** Packages; 'node:*' stands for all of Node. */
  readonly packages: readonly string[];
}

const vocabulary = ['engine/core', 'engine/ports', 'engine/api', 'engine/settings'];
const parts = [...vocabulary, 'engine/peer', 'engine/storage', 'engine/discovery'];

/** The import table of engine/DESIGN.md. */
export const rules: readonly Rule[] = [
  { from: 'engine/core', to: [], packages: [] },
  { from: 'engine/core/bencode', to: ['engine/core'], packages: ['bencode'] },
  { from: 'engine/ports', to: vocabulary, packages: [] },
  { from: 'engine/api', to: vocabulary, packages: [] },
  { from: 'engine/settings', to: vocabulary, packages: [] },
  { from: 'engine/peer', to: vocabulary, packages: [] },
  { from: 'engine/storage', to: vocabulary, packages: [] },
  { from: 'engine/discovery', to: vocabulary, packages: [] },
  { from: 'engine/torrent', to: parts, packages: [] },
  { from: 'engine/session', to: [...parts, 'engine/torrent'], packages: [] },
  { from: 'engine/index.ts', to: [...parts, 'engine/torrent', 'engine/session'], packages: [] },
  {
    from: 'engine/node',
    to: [...vocabulary, 'engine/index.ts'],
    packages: ['node:*', 'better-sqlite3', 'bittorrent-dht', 'k-rpc'],
  },
  {
    from: 'engine/cli',
    // `verify` and `create` read data without a session, and --version is package.json's.
    to: [
      'engine/index.ts',
      'engine/node',
      'engine/storage',
      'engine/api',
      'engine/settings',
      'engine/core',
      'package.json',
    ],
    packages: ['node:*'],
  },
  { from: 'preload/contract', to: ['engine/api', 'engine/settings'], packages: ['valibot'] },
  { from: 'preload', to: ['preload/contract'], packages: ['electron'] },
  {
    from: 'main',
    to: ['engine/node/client.ts', 'engine/node/worker-url.ts', 'engine/api', 'preload/contract'],
    packages: [
      'electron',
      'electron-updater',
      'mmdb-lib',
      '@ip-location-db/geo-whois-asn-country-mmdb',
      'node:*',
      'valibot',
    ],
  },
  {
    from: 'renderer',
    to: ['preload/contract'],
    packages: [
      'react',
      'react-dom',
      'zustand',
      'radix-ui',
      '@tanstack/react-table',
      '@tanstack/react-virtual',
      'i18next',
      'react-i18next',
      'lucide-react',
      'uplot',
      'country-flag-icons',
      // The licences of all packages, made by the build.
      'virtual:licences',
    ],
  },
];

/** Names that one file alone may use: a second user would be a second way around a wall. */
export const soleUsers: readonly { readonly name: string; readonly file: string }[] = [
  { name: 'contextBridge', file: 'preload/index.ts' },
  { name: 'ipcRenderer', file: 'preload/index.ts' },
];

/** The folders that hold sources; any other at the top of the project is a mistake. */
export const topFolders: readonly string[] = [
  'build',
  'docs',
  'engine',
  'main',
  'preload',
  'renderer',
  'scripts',
  'test',
];
