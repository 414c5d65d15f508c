import { encodeExtendedHandshake } from '../../../engine/core/wire/extended/handshake.ts';
import { MSG } from '../../../engine/core/wire/ids.ts';
import type { Script, ScriptedWire } from './scripted-peer.ts';

interface Request {
  readonly piece: number;
  readonly begin: number;
  readonly length: number;
}

export interface Pulses {
  readonly everyMs: number;
  /** Requests that it says it keeps. The one that would make it so many is not taken. */
  readonly keeps: number;
  /** When it says that a request was not taken; absent: never. */
  readonly rejectsAfterMs?: number;
}

/**
 * A seed that answers as Transmission does: at each of its beats all that it was asked for since the last one, and
 * nothing in between.
 */
export function pulsing({ everyMs, keeps, rejectsAfterMs }: Pulses): Script & { refused: number } {
  const queues = new Map<ScriptedWire, Request[]>();
  const beat = (wire: ScriptedWire, queue: Request[]): void => {
    for (const { piece, begin, length } of queue.splice(0))
      wire.sendBlock(piece, begin, wire.right(piece, begin, length));
  };
  const script: Script & { refused: number } = {
    refused: 0,
    fast: true,
    extended: true,
    greeted(wire) {
      const hello = { messages: new Map<string, number>(), requestQueue: keeps };
      wire.writer.extended(0, encodeExtendedHandshake(hello));
      wire.writer.bare(MSG.haveAll);
      wire.writer.bare(MSG.unchoke);
    },
    answer(wire, piece, begin, right) {
      const { world } = wire.peer;
      const queue = queues.get(wire) ?? [];
      queues.set(wire, queue);
      const { length } = right;
      if (queue.length + 1 < keeps) {
        queue.push({ piece, begin, length });
        if (queue.length === 1)
          world.schedule(everyMs - (world.now % everyMs), () => beat(wire, queue));
        return undefined;
      }
      script.refused++;
      if (rejectsAfterMs !== undefined) {
        world.schedule(rejectsAfterMs, () => {
          wire.writer.range(MSG.reject, piece, begin, length);
          wire.flush();
        });
      }
      return undefined;
    },
  };
  return script;
}
