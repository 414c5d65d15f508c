import type { TransferLimits } from '../api/engine-api.ts';
import { canonicalIp, parseEndpoint } from '../core/address.ts';
import { done, fault, type Result } from '../core/result.ts';
import type { Torrent } from '../torrent/torrent.ts';

const MAX_RATE = 10_000 * 1024 * 1024;

/** A limit is a whole number of bytes per second up to what a setting may be; 0 means none. */
export function checkLimits({ downLimit, upLimit }: TransferLimits): Result<void> {
  const wrong = [downLimit, upLimit].find(
    (rate) => !Number.isSafeInteger(rate) || rate < 0 || rate > MAX_RATE,
  );
  return wrong === undefined
    ? done
    : fault('limit-invalid', String(wrong), `${wrong} bytes/s is not a limit; 0 means none.`);
}

export function limitPeer(torrent: Torrent, address: string, limits: TransferLimits): Result<void> {
  const checked = checkLimits(limits);
  if (!checked.ok) return checked;
  const host = parseEndpoint(address)?.host ?? canonicalIp(address);
  if (host === undefined)
    return fault('peer-bad-address', address, `“${address}” is not an address such as 192.0.2.7.`);
  torrent.limitPeer(host, limits);
  return done;
}
