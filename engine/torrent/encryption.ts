import type { MseMethods } from '../core/mse/protocol.ts';

/** How connections are encrypted (MSE): a setting. */
export type Encryption = 'allow' | 'prefer' | 'require' | 'off';

/** How to dial: undefined is plain. `otherWay`: the first way was refused. */
export function dialMethod(setting: Encryption, otherWay: boolean): MseMethods | undefined {
  switch (setting) {
    case 'off':
      return undefined;
    case 'require':
      return { plaintext: false, rc4: true };
    case 'allow':
      return otherWay ? { plaintext: true, rc4: true } : undefined;
    case 'prefer':
      return otherWay ? undefined : { plaintext: true, rc4: true };
  }
}

/** Is there another way when one was refused? */
export const otherMethod = (setting: Encryption): boolean =>
  setting === 'allow' || setting === 'prefer';

/** What is taken of those who dial us; undefined: an encrypted handshake is not answered. */
export function acceptMethods(setting: Encryption): MseMethods | undefined {
  if (setting === 'off') return undefined;
  return { plaintext: setting !== 'require', rc4: true };
}
