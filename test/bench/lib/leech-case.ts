import { join } from 'node:path';
import { type Encryption, startQbittorrent } from '../../support/clients/index.ts';
import { takesConnections } from '../../support/handshake.ts';
import { isInstalled } from '../../support/requirements.ts';
import type { Leecher } from '../contestants/leechers.ts';
import type { Case, Contestant, Payload, RunContext, Sample } from './case.ts';
import { callFrom, sampleOf, transfer } from './transfer.ts';

/** Cases with one leecher and one qBittorrent seeder that has the data in the page cache. */

const SEEDER = 'qbittorrent-nox';

export interface LeechCase {
  readonly name: string;
  readonly title: string;
  readonly payload: Payload;
  readonly leechers: readonly Leecher[];
  readonly encryption: Encryption;
  readonly meet?: 'peer' | 'tracker';
  readonly by?: Case['by'];
}

async function measure(what: LeechCase, leecher: Leecher, context: RunContext): Promise<Sample> {
  const { payload, encryption } = what;
  const { infoHash, file } = payload.torrent;
  const { group } = context;
  const seeder = await startQbittorrent({
    group,
    dir: join(context.dir, 'seeder'),
    // One that requires it could not be asked whether it takes connections yet.
    encryption: encryption === 'require' ? 'allow' : encryption,
  });
  // Without a check libtorrent would hash each piece when it is first asked for it, in everybody's time.
  await seeder.addTorrent(file, payload.folder);
  await seeder.waitComplete(infoHash, 120_000);
  await takesConnections(seeder, infoHash);
  const result = await transfer({
    context,
    payload,
    seeder,
    leecher,
    encryption,
    meet: what.meet ?? 'peer',
    callLeecher: callFrom(seeder, infoHash),
    timeout: 180_000,
  });
  return sampleOf('leecher', payload, result);
}

export function leechCase(what: LeechCase): Case {
  const noSeeder = isInstalled(SEEDER) ? undefined : `${SEEDER}, the seeder, is not installed`;
  const contestants = what.leechers.map(
    (leecher): Contestant => ({
      name: leecher.name,
      kind: leecher.kind,
      missing: noSeeder ?? leecher.missing,
      takesPart: leecher.takesPart,
      run: (context) => measure(what, leecher, context),
    }),
  );
  return {
    name: what.name,
    title: what.title,
    columns: [
      'rate',
      'rateAfterFirst',
      'firstByte',
      'cpuPerGiB',
      'otherCpuPerGiB',
      'anonymous',
      'resident',
    ],
    by: what.by ?? 'rate',
    touch: 0,
    contestants,
  };
}
