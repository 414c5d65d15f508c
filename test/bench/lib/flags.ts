import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface Flags {
  readonly runs: number;
  /** Bytes of the large payload. */
  readonly size: number;
  /** Names of case families; empty for the standard ones. */
  readonly only: readonly string[];
  /** Names of contestants; empty for all that are here. */
  readonly clients: readonly string[];
  readonly json: string | undefined;
  /** Folder for CPU and heap profiles of Skein's command line. */
  readonly profile: string | undefined;
  readonly verbose: boolean;
  readonly help: boolean;
}

export const USAGE = `npm run bench -- [options]
  --runs N          runs of each, in turn (A B C A B C); the table shows medians. Default 3
  --size MiB        size of the large payload. Default 1024
  --only A,B        case families: leech, seed, check (the standard ones), and files, rc4, create, swarm,
                    idle, first-byte, app-delay, window, tray,
                    from-transmission; "all" for all of them
  --clients A,B     only these contestants, e.g. skein,qbittorrent
  --json FILE       every single sample goes there instead of .cache/bench-figures.json
  --profile DIR     leaves CPU and heap profiles of Skein's command line there and prints where the time went;
                    e.g. --only leech --clients skein --runs 1. Its figures are worth less then
  --verbose         prints each sample as it comes`;

const list = (text: string | undefined): string[] =>
  (text ?? '').split(',').filter((word) => word !== '');

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`--${name} wants a number, not ${text}`);
  return value;
}

export function parseFlags(args: readonly string[]): Flags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string', default: '3' },
      size: { type: 'string', default: '1024' },
      only: { type: 'string' },
      clients: { type: 'string' },
      json: { type: 'string' },
      profile: { type: 'string' },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    runs: positive('runs', values.runs),
    size: positive('size', values.size) * 1024 * 1024,
    only: list(values.only),
    clients: list(values.clients),
    json: values.json,
    profile: values.profile === undefined ? undefined : resolve(values.profile),
    verbose: values.verbose,
    help: values.help,
  };
}
