import { join } from 'node:path';
import type { Client, Encryption } from '../../support/clients/index.ts';
import { differences, treeHashes } from '../../support/payload.ts';
import { delay } from '../../support/wait.ts';
import type { Leecher } from '../contestants/leechers.ts';
import type { Seeding } from '../contestants/seeders.ts';
import type { Payload, RunContext, Sample } from './case.ts';
import { HeldMemory } from './held-memory.ts';
import { FirstByteWatch } from './loopback.ts';
import { NoiseWatch } from './noise.ts';

/** One transfer between one seeder and one leecher, both sides measured. */

// What a client still writes after it said "complete" is its own cost.
const SETTLE_MS = 300;

export interface Transfer {
  readonly seconds: number;
  readonly firstByteSeconds: number | undefined;
  readonly seederCpu: number;
  readonly leecherCpu: number;
  readonly seederPeak: { readonly anonymous: number; readonly resident: number };
  readonly leecherPeak: { readonly anonymous: number; readonly resident: number };
  /** See NoiseWatch. */
  readonly noise: number;
}

export interface TransferOptions {
  readonly context: RunContext;
  readonly payload: Payload;
  readonly seeder: Seeding;
  readonly leecher: Leecher;
  readonly encryption: Encryption;
  /** How they find each other. */
  readonly meet: 'peer' | 'tracker';
  readonly callLeecher: (port: number) => Promise<void>;
  readonly timeout: number;
}

/** The data is compared byte by byte; clients may leave out files of no length. */
async function verify(payload: Payload, saveDir: string): Promise<void> {
  const [expected, found] = await Promise.all([
    treeHashes(payload.path),
    treeHashes(join(saveDir, payload.name)),
  ]);
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const needed = new Map([...expected].filter(([, hash]) => hash !== empty));
  const wrong = differences(needed, new Map([...found].filter(([path]) => needed.has(path))));
  if (wrong.length > 0) throw new Error(`wrong data: ${wrong.slice(0, 5).join(', ')}`);
}

export async function transfer(options: TransferOptions): Promise<Transfer> {
  const { context, payload, seeder, leecher } = options;
  const { tracker, root } = context.environment;
  const saveDir = join(context.dir, 'into');
  const seederSampler = seeder.process.sampler;
  const address = { host: seeder.host, port: seeder.port };
  tracker.onAnnounce = undefined;
  tracker.setPeers(options.meet === 'tracker' ? [address] : []);
  let startedAt = 0;
  let seederBefore = 0;
  let firstByte: FirstByteWatch | undefined;
  let noise: NoiseWatch | undefined;
  let held: HeldMemory | undefined;
  try {
    const {
      process: running,
      cpuBefore,
      completedAt,
    } = await leecher.leech({
      group: context.group,
      dir: join(context.dir, 'leecher'),
      saveDir,
      root,
      payload,
      encryption: options.encryption,
      tracker,
      peer: options.meet === 'peer' ? address : undefined,
      callMe: options.callLeecher,
      timeout: options.timeout,
      async begin() {
        held = await HeldMemory.hold(context.dir, payload.bytes);
        seederBefore = seederSampler.cpuSeconds;
        firstByte = new FirstByteWatch();
        noise = new NoiseWatch();
        held.follow();
        startedAt = performance.now();
      },
    });
    const seconds = ((await completedAt) - startedAt) / 1000;
    await Promise.race([delay(SETTLE_MS), running.ended]);
    const seederCpu = seederSampler.cpuSeconds - seederBefore;
    const leecherCpu = running.sampler.cpuSeconds - cpuBefore;
    const result = {
      seconds,
      firstByteSeconds: firstByte?.at === undefined ? undefined : (firstByte.at - startedAt) / 1000,
      seederCpu,
      leecherCpu,
      seederPeak: seederSampler.peak(),
      leecherPeak: running.sampler.peak(),
      noise: noise?.share(seederCpu + leecherCpu) ?? 0,
    };
    // The first run's data is looked at; later runs only take part in the time.
    if (context.run === 0 && leecher.kind !== 'reference') await verify(payload, saveDir);
    return result;
  } finally {
    firstByte?.stop();
    await held?.end();
  }
}

/** The sample of the leecher's or the seeder's side. */
export function sampleOf(side: 'leecher' | 'seeder', payload: Payload, result: Transfer): Sample {
  const [own, other] = [`${side}Cpu`, `${side === 'leecher' ? 'seeder' : 'leecher'}Cpu`] as const;
  const cpu = { leecherCpu: result.leecherCpu, seederCpu: result.seederCpu };
  const first = result.firstByteSeconds;
  return {
    seconds: result.seconds,
    bytes: payload.bytes,
    ...(first === undefined ? {} : { firstByteSeconds: first }),
    cpuSeconds: cpu[own as keyof typeof cpu],
    otherCpuSeconds: cpu[other as keyof typeof cpu],
    ...(side === 'leecher' ? result.leecherPeak : result.seederPeak),
    noise: result.noise,
  };
}

/** How a seeder that is one of our drivers dials. */
export const callFrom =
  (seeder: Client | undefined, infoHash: string) =>
  (port: number): Promise<void> =>
    seeder?.addPeer?.(infoHash, '127.0.0.1', port) ?? Promise.resolve();
