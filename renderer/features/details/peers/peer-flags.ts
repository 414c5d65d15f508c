import type { PeerSnapshot } from '../../../../preload/contract/index.ts';

export type PeerFlagMeaning =
  | 'downloading'
  | 'wanted'
  | 'uploading'
  | 'waiting'
  | 'optimistic'
  | 'snubbed'
  | 'encrypted'
  | 'incoming';

export interface PeerFlag {
  readonly letter: string;
  readonly meaning: PeerFlagMeaning;
}

/** The letters that other clients use: D and d, U and u, O, S, E, I. */
export function peerFlags(peer: PeerSnapshot): readonly PeerFlag[] {
  const flags: PeerFlag[] = [];
  if (peer.amInterested) {
    flags.push(
      peer.peerChoking
        ? { letter: 'd', meaning: 'wanted' }
        : { letter: 'D', meaning: 'downloading' },
    );
  }
  if (peer.peerInterested) {
    flags.push(
      peer.amChoking ? { letter: 'u', meaning: 'waiting' } : { letter: 'U', meaning: 'uploading' },
    );
  }
  if (peer.optimistic) flags.push({ letter: 'O', meaning: 'optimistic' });
  if (peer.snubbed) flags.push({ letter: 'S', meaning: 'snubbed' });
  if (peer.encrypted) flags.push({ letter: 'E', meaning: 'encrypted' });
  if (peer.incoming) flags.push({ letter: 'I', meaning: 'incoming' });
  return flags;
}
