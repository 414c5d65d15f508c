import { toHex } from './bytes/bytes.ts';

/** The 20-byte SHA-1 of the info dictionary in lower-case hex (BEP 3). It names a torrent everywhere. */
export type InfoHash = string & { readonly infoHash: unique symbol };

export const infoHashOf = (sha1: Uint8Array): InfoHash => toHex(sha1) as InfoHash;

export const isInfoHash = (text: unknown): text is InfoHash =>
  typeof text === 'string' && /^[0-9a-f]{40}$/.test(text);

/** The unit that peers request (BEP 3: 2^14 bytes). */
export const BLOCK = 16 * 1024;

/** BEP 20, Azureus style: SN is Skein, then the version's three digits. */
export const peerIdPrefix = (version: string): string => {
  const [major = '0', minor = '0', patch = '0'] = version.split(/[.-]/);
  const digit = (part: string): string =>
    Math.min(35, Number.parseInt(part, 10) || 0)
      .toString(36)
      .toUpperCase();
  return `-SN${digit(major)}${digit(minor)}${digit(patch)}0-`;
};
