import { describe, expect } from 'vitest';
import { MseInitiator } from '../../engine/core/mse/initiator.ts';
import type { MseRandom, MseStep } from '../../engine/core/mse/protocol.ts';
import { MseResponder } from '../../engine/core/mse/responder.ts';
import { sha1 } from '../support/sha1.ts';
import { type FuzzRandom, fuzz, mutate } from './fuzz.ts';

const infoHash = new Uint8Array(20).fill(9);
const both = { plaintext: true, rc4: true };

const randomOf = (random: FuzzRandom): MseRandom => ({
  below: (bound) => random.below(Math.min(bound, 40)),
  fill: (bytes) => {
    bytes.set(random.bytes(bytes.length));
    return bytes;
  },
});

describe('the encrypted handshake, fuzzed', () => {
  fuzz('ends in one way or another, whatever becomes of the bytes', {
    corpus: [new Uint8Array(96).fill(0x42)],
    run(noise, random) {
      const initiator = new MseInitiator({
        infoHash,
        provide: both,
        initialPayload: new Uint8Array(68),
        sha1,
        random: randomOf(random),
      });
      const responder = new MseResponder({
        accept: both,
        findTorrent: () => infoHash,
        sha1,
        random: randomOf(random),
      });
      // Valid up to a step that is drawn, changed there, and noise after it.
      const broken = random.below(4);
      const on = (bytes: Uint8Array, step: number): Uint8Array =>
        step === broken ? mutate(bytes, random) : bytes;
      const sent = (step: MseStep): Uint8Array =>
        step.state !== 'failed' && step.send ? step.send : noise;
      const key = responder.receive(on(initiator.start(), 0));
      const wish = initiator.receive(on(sent(key), 1));
      const answer = responder.receive(on(sent(wish), 2));
      const end = initiator.receive(on(sent(answer), 3));
      for (const step of [key, wish, answer, end]) {
        expect(['open', 'done', 'failed']).toContain(step.state);
      }
      for (let i = 0; i < 12; i++) {
        if (answer.state === 'open') responder.receive(random.bytes(100));
        if (end.state === 'open') initiator.receive(random.bytes(100));
      }
    },
  });
});
