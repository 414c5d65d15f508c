import { lookup } from 'node:dns/promises';
import { canonicalIp } from '../../core/address.ts';
import { fault, ok, type Result } from '../../core/result.ts';
import type { Dns, DnsCode } from '../../ports/dns.ts';

/**
 * getaddrinfo holds a thread of the pool that also writes files, and with a dead resolver it holds it for
 * many seconds: so only a few look-ups run at once, the answers are kept for a while, and a caller
 * waits no longer than WAIT_MS.
 */
const AT_ONCE = 2;
const WAIT_MS = 15_000;
const KEEP_MS = 60_000;
const KEEP_FAILURE_MS = 5_000;
const KEEP_NAMES = 1_000;

type Answer = Result<readonly string[], DnsCode>;
export type Lookup = (name: string) => Promise<readonly { readonly address: string }[]>;

const systemLookup: Lookup = (name) => lookup(name, { all: true, verbatim: true });

interface Kept {
  readonly answer: Promise<Answer>;
  until: number;
}

/** `look` asks the system; a test gives its own. */
export function createNodeDns(look: Lookup = systemLookup): Dns {
  const kept = new Map<string, Kept>();
  const waiting: (() => void)[] = [];
  let running = 0;

  async function ask(name: string, entry: { until: number }): Promise<Answer> {
    if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      const answer = await answerOf(look, name);
      entry.until = Date.now() + (answer.ok ? KEEP_MS : KEEP_FAILURE_MS);
      return answer;
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  }

  return {
    async resolve(name) {
      const literal = canonicalIp(
        name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name,
      );
      if (literal !== undefined) return ok([literal]);
      if (name === '' || name.length > 253)
        return fault('dns-not-found', name, `"${name.slice(0, 64)}" is no host name`);
      const known = kept.get(name);
      if (known !== undefined && known.until > Date.now()) return withinTime(name, known.answer);
      if (kept.size >= KEEP_NAMES) kept.delete(kept.keys().next().value as string);
      const entry = {
        until: Number.POSITIVE_INFINITY,
        answer: undefined as unknown as Promise<Answer>,
      };
      entry.answer = ask(name, entry);
      kept.set(name, entry);
      return withinTime(name, entry.answer);
    },
  };
}

async function answerOf(look: Lookup, name: string): Promise<Answer> {
  try {
    const found = await look(name);
    const addresses = [...new Set(found.flatMap(({ address }) => canonicalIp(address) ?? []))];
    return addresses.length > 0
      ? ok(addresses)
      : fault('dns-not-found', name, `${name} has no address`);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    return reason === 'ENOTFOUND' || reason === 'ENODATA'
      ? fault('dns-not-found', name, `${name} was not found in the DNS`)
      : fault('dns-failed', name, `${name} could not be looked up (${reason})`, { reason });
  }
}

function withinTime(name: string, answer: Promise<Answer>): Promise<Answer> {
  return new Promise((resolve) => {
    const timer = setTimeout(
      () =>
        resolve(
          fault('dns-failed', name, `looking up ${name} took longer than ${WAIT_MS / 1000} s`),
        ),
      WAIT_MS,
    );
    void answer.then((result) => {
      clearTimeout(timer);
      resolve(result);
    });
  });
}
