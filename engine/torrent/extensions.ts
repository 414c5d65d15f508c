import type { Peer } from '../peer/peer.ts';
import type { Torrent } from './torrent.ts';

export class Extensions {
  constructor(_torrent: Torrent) {}
  greet(_peer: Peer): void {}
  message(_peer: Peer, _id: number, _payload: Uint8Array): boolean {
    return true;
  }
  left(_peer: Peer): void {}
  tick(_now: number): void {}
  completed(): void {}
}
