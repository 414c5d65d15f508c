import type { Peer } from '../peer/peer.ts';
import type { Torrent } from './torrent.ts';

export class Pex {
  constructor(_torrent: Torrent) {}
  greeted(_peer: Peer): void {}
  left(_peer: Peer): void {}
  tick(_now: number): void {}
  message(_peer: Peer, _payload: Uint8Array): boolean {
    return true;
  }
}
