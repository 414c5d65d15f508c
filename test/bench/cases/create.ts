import { join } from 'node:path';
import { isInstalled } from '../../support/requirements.ts';
import { CLI, isCliBuilt } from '../../support/skein-cli.ts';
import type { Contestant, Family, Payload } from '../lib/case.ts';
import { warm } from '../lib/environment.ts';
import { oneShot } from '../lib/one-shot.ts';

/** Making a .torrent of one large file in the page cache: reading and hashing. */

function creators(payload: Payload): Contestant[] {
  const { path, pieceLength, bytes } = payload;
  const other = (
    name: string,
    program: string,
    args: (out: string) => readonly string[],
  ): Contestant => ({
    name,
    kind: 'other',
    missing: isInstalled(program) ? undefined : `${program} is not installed`,
    run: async ({ group, dir }) => ({
      ...(await oneShot(group, program, args(join(dir, 'x.torrent')))),
      bytes,
    }),
  });
  const exponent = String(Math.log2(pieceLength));
  const mktorrent = (threads: string) => (out: string) => [
    '-l',
    exponent,
    '-t',
    threads,
    '-o',
    out,
    path,
  ];
  return [
    {
      name: 'skein',
      kind: 'ours',
      missing: isCliBuilt() ? undefined : 'out/cli is not built',
      run: async ({ group, dir }) => {
        const out = ['--out', join(dir, 'x.torrent'), '--piece-size', String(pieceLength)];
        const sample = await oneShot(group, process.execPath, [
          CLI,
          'create',
          path,
          ...out,
          '--json',
        ]);
        return { ...sample, bytes };
      },
    },
    other('mktorrent -t 2', 'mktorrent', mktorrent('2')),
    other('mktorrent -t 1', 'mktorrent', mktorrent('1')),
    other('transmission-create', 'transmission-create', (out) => [
      '-s',
      String(pieceLength / 1024),
      '-o',
      out,
      path,
    ]),
  ];
}

export const create: Family = {
  name: 'create',
  standard: false,
  async cases(environment) {
    const payload = await environment.payload('large');
    await warm(payload, environment.group);
    return [
      {
        name: 'create',
        title: `create, ${payload.bytes / 1024 ** 2} MiB in the page cache`,
        columns: ['rate', 'seconds', 'cpu', 'anonymous', 'resident'],
        by: 'rate',
        touch: 0,
        contestants: creators(payload),
      },
    ];
  },
};
