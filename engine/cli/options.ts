import { parseArgs } from 'node:util';
import { parseEndpoint } from '../core/address.ts';
import { type Fault, fault, ok, type Result } from '../core/result.ts';
import { parseSetting } from '../settings/parse.ts';
import { engineSettings } from '../settings/schema.ts';

export const COMMANDS = [
  'download',
  'seed',
  'watch',
  'import',
  'verify',
  'create',
  'inspect',
] as const;
export type CommandName = (typeof COMMANDS)[number];

export interface CliOptions {
  readonly command: CommandName;
  /** Files, magnet links or folders. */
  readonly inputs: readonly string[];
  readonly dir: string;
  /** Undefined: a temporary one. */
  readonly state: string | undefined;
  readonly listenHost: string;
  readonly listenPort: number;
  readonly peers: readonly string[];
  readonly trackers: readonly string[];
  /** Undefined: none said. */
  readonly category: string | undefined;
  readonly tags: readonly string[];
  /** `watch`: the folders below as well. */
  readonly subfolders: boolean;
  /** `import`: says what would become of each, and takes none. */
  readonly preview: boolean;
  readonly dht: boolean;
  readonly lsd: boolean;
  readonly pex: boolean;
  readonly encryption: 'allow' | 'prefer' | 'require' | 'off';
  /** Bytes per second; 0: none. */
  readonly upLimit: number;
  readonly downLimit: number;
  readonly keepSeeding: boolean;
  readonly sequential: boolean;
  readonly firstLast: boolean;
  readonly superSeed: boolean;
  /** 0: no end. */
  readonly seconds: number;
  readonly json: boolean;
  readonly out: string | undefined;
  /** Settings of the engine for this run, as typed: "key=value". */
  readonly set: readonly string[];
  readonly pieceSize: number;
  readonly private: boolean;
  readonly comment: string | undefined;
  readonly source: string | undefined;
  readonly webSeeds: readonly string[];
  /** Patterns of names that `create` leaves out. */
  readonly exclude: readonly string[];
}

export type Asked =
  | CliOptions
  | { readonly command: 'help' | 'version' }
  | { readonly command: 'settings'; readonly words: readonly string[] };

const usage = (message: string): Fault<'usage'> => fault('usage', '', `${message} See --help.`);

/** Reads the command line; a fault names what is wrong with it. */
export function parseCommandLine(args: readonly string[]): Result<Asked, 'usage'> {
  let parsed: ReturnType<typeof read>;
  try {
    parsed = read(args);
  } catch (error) {
    return usage((error as Error).message.split('\n')[0] as string);
  }
  const { values, positionals } = parsed;
  if (values.help === true) return ok({ command: 'help' });
  if (values.version === true) return ok({ command: 'version' });
  const [command, ...inputs] = positionals;
  if (command === undefined) return usage('No command given.');
  if (command === 'settings') return ok({ command, words: inputs });
  if (!isCommand(command)) return usage(`There is no command “${command}”.`);
  if (inputs.length === 0) return usage(`“${command}” needs at least one ${inputOf(command)}.`);
  if (command === 'create' && inputs.length > 1) return usage('“create” takes one file or folder.');
  if (command === 'import') {
    if (inputs.length > 1) return usage('“import” takes one folder.');
    if (values.state === undefined && values.preview !== true)
      return usage('“import” needs --state: that is where the torrents are kept.');
  }

  const listen = readListen(values.listen ?? '0');
  if (listen === undefined) return usage(`“${values.listen}” is not a [HOST:]PORT to listen on.`);
  for (const peer of values.peer ?? []) {
    if (parseEndpoint(peer) === undefined)
      return usage(`“${peer}” is not the HOST:PORT of a peer.`);
  }
  const encryption = values.encryption ?? 'allow';
  if (!isEncryption(encryption)) {
    return usage(`--encryption is allow, prefer, require or off, not “${encryption}”.`);
  }
  for (const line of values.set ?? []) {
    if (parseSetting(engineSettings, line) === undefined) {
      return usage(`“${line}” is not a setting and its value.`);
    }
  }
  const numbers = { 'up-limit': 0, 'down-limit': 0, seconds: 0, 'piece-size': 0 };
  for (const name of Object.keys(numbers) as (keyof typeof numbers)[]) {
    const text = values[name];
    if (text === undefined) continue;
    if (!/^\d+(\.\d+)?$/.test(text)) return usage(`--${name} takes a number, not “${text}”.`);
    numbers[name] = Number(text);
  }
  return ok({
    command,
    inputs,
    dir: values.dir ?? '.',
    state: values.state,
    listenHost: listen.host,
    listenPort: listen.port,
    peers: values.peer ?? [],
    trackers: values.tracker ?? [],
    category: values.category,
    tags: values.tag ?? [],
    subfolders: values.subfolders === true,
    preview: values.preview === true,
    dht: values['no-dht'] !== true,
    lsd: values['no-lsd'] !== true,
    pex: values['no-pex'] !== true,
    encryption,
    upLimit: Math.round(numbers['up-limit']),
    downLimit: Math.round(numbers['down-limit']),
    keepSeeding: values['keep-seeding'] === true,
    sequential: values.sequential === true,
    firstLast: values['first-last'] === true,
    superSeed: values['super-seed'] === true,
    seconds: numbers.seconds,
    json: values.json === true,
    out: values.out,
    set: values.set ?? [],
    pieceSize: Math.round(numbers['piece-size']),
    private: values.private === true,
    comment: values.comment,
    source: values.source,
    webSeeds: values['web-seed'] ?? [],
    exclude: values.exclude ?? [],
  });
}

function read(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      dir: { type: 'string', short: 'd' },
      state: { type: 'string' },
      listen: { type: 'string' },
      peer: { type: 'string', multiple: true },
      tracker: { type: 'string', multiple: true },
      category: { type: 'string' },
      tag: { type: 'string', multiple: true },
      subfolders: { type: 'boolean' },
      preview: { type: 'boolean' },
      'no-dht': { type: 'boolean' },
      'no-lsd': { type: 'boolean' },
      'no-pex': { type: 'boolean' },
      encryption: { type: 'string' },
      'up-limit': { type: 'string' },
      'down-limit': { type: 'string' },
      'keep-seeding': { type: 'boolean' },
      sequential: { type: 'boolean' },
      'first-last': { type: 'boolean' },
      'super-seed': { type: 'boolean' },
      set: { type: 'string', multiple: true },
      seconds: { type: 'string' },
      json: { type: 'boolean' },
      out: { type: 'string', short: 'o' },
      'piece-size': { type: 'string' },
      private: { type: 'boolean' },
      comment: { type: 'string' },
      source: { type: 'string' },
      'web-seed': { type: 'string', multiple: true },
      exclude: { type: 'string', multiple: true },
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean', short: 'v' },
    },
  });
}

const inputOf = (command: CommandName): string =>
  (({ create: 'file or folder', watch: 'folder', import: 'folder' }) as const)[
    command as 'watch'
  ] ?? 'torrent';

const isEncryption = (text: string): text is CliOptions['encryption'] =>
  ['allow', 'prefer', 'require', 'off'].includes(text);

const isCommand = (text: string): text is CommandName =>
  (COMMANDS as readonly string[]).includes(text);

function readListen(text: string): { host: string; port: number } | undefined {
  const match = /^(?:(.*):)?(\d{1,5})$/.exec(text);
  const port = Number(match?.[2] ?? -1);
  if (match === null || port > 65_535) return undefined;
  return { host: (match[1] ?? '').replace(/^\[|\]$/g, ''), port };
}
