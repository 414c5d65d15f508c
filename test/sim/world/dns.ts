import { canonicalIp } from '../../../engine/core/address.ts';
import { fault, ok } from '../../../engine/core/result.ts';
import type { Dns } from '../../../engine/ports/dns.ts';
import type { SimHost } from './host.ts';

const ANSWER_MS = 20;
const FAIL_MS = 5_000;

export function createSimDns(host: SimHost): Dns {
  const { world } = host;
  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      world.schedule(ms, resolve);
    });
  return {
    async resolve(name) {
      const literal = canonicalIp(name.replace(/^\[|\]$/g, ''));
      if (literal !== undefined) return ok([literal]);
      const known = world.names.get(name);
      if (!host.up || known === 'failing') {
        await wait(FAIL_MS);
        return fault('dns-failed', name, `${name} could not be looked up (EAI_AGAIN)`);
      }
      await wait(ANSWER_MS);
      if (known === undefined)
        return fault('dns-not-found', name, `${name} was not found in the DNS`);
      return ok(known);
    },
  };
}
