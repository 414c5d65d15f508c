import { type Endpoint, endpointText } from '../../core/endpoint.ts';
import { fault, ok } from '../../core/result.ts';
import type { Udp } from '../../ports/udp.ts';
import { type MapResult, pause } from './call.ts';

/** RFC 6886, 3.1 begins with 250 ms and doubles; a gateway on the same network that is there answers soon. */
const FIRST_WAIT_MS = 250;
const WAITS = 4;

export interface Question<T> {
  readonly udp: Udp;
  /** Our own address that asks. */
  readonly own: string;
  readonly to: Endpoint;
  /** All are sent each time. */
  readonly datagrams: readonly Uint8Array[];
  /** Undefined: not the answer, the wait goes on. */
  decode(datagram: Uint8Array): T | undefined;
}

/** Asks until the gateway answers, for 3.75 s at most. What comes from anybody else is not looked at. */
export async function ask<T>(question: Question<T>, signal: AbortSignal): Promise<MapResult<T>> {
  const { udp, own, to, datagrams } = question;
  const answered = new AbortController();
  const over = AbortSignal.any([signal, answered.signal]);
  let answer: T | undefined;
  const socket = await udp.bind(
    { host: own, port: 0 },
    {
      received: (datagram, from) => {
        if (answer !== undefined || from.host !== to.host || from.port !== to.port) return;
        answer = question.decode(datagram);
        if (answer !== undefined) answered.abort();
      },
      failed: () => answered.abort(),
    },
  );
  if (!socket.ok) return fault('portmap-none', own, socket.message);
  try {
    for (let wait = 0; wait < WAITS && !over.aborted; wait++) {
      for (const datagram of datagrams) socket.value.send(datagram, to);
      await pause(FIRST_WAIT_MS * 2 ** wait, over);
    }
  } finally {
    socket.value.close();
  }
  return answer === undefined
    ? fault('portmap-silent', to.host, `${endpointText(to)} gave no answer.`)
    : ok(answer);
}
