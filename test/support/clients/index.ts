import type { Program } from '../requirements.ts';
import { startAria2 } from './aria2.ts';
import type { Client, ClientOptions } from './client.ts';
import { startQbittorrent } from './qbittorrent.ts';
import { startRtorrent } from './rtorrent.ts';
import { startTransmission } from './transmission.ts';

export type { AddOptions, Client, ClientOptions, Encryption, Progress } from './client.ts';
export { startOpentracker, type Tracker } from './opentracker.ts';
export { startAria2, startQbittorrent, startRtorrent, startTransmission };

export interface ForeignClient {
  readonly program: Program;
  readonly start: (options: ClientOptions) => Promise<Client>;
}

/** Every client that we did not write, by the name that tests and the benchmark use. */
export const FOREIGN = {
  qbittorrent: { program: 'qbittorrent-nox', start: startQbittorrent },
  transmission: { program: 'transmission-daemon', start: startTransmission },
  aria2: { program: 'aria2c', start: startAria2 },
  rtorrent: { program: 'rtorrent', start: startRtorrent },
} as const satisfies Record<string, ForeignClient>;

export type ForeignName = keyof typeof FOREIGN;
export const FOREIGN_NAMES = Object.keys(FOREIGN) as ForeignName[];
