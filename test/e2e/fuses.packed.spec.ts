import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { packedForTests, releasedForTests } from '../../scripts/build/pack.mjs';
import { expect, test } from './support/skein.ts';

/** A fuse in the program's file is a letter: 0 or 1. */
const ENABLED = '1'.charCodeAt(0);

async function fusesOf(executable: string): Promise<Record<string, boolean>> {
  const wire = await getCurrentFuseWire(executable);
  const on = (option: FuseV1Options): boolean => Number(wire[option]) === ENABLED;
  return {
    runAsNode: on(FuseV1Options.RunAsNode),
    nodeOptions: on(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
    inspector: on(FuseV1Options.EnableNodeCliInspectArguments),
    fileProtocol: on(FuseV1Options.GrantFileProtocolExtraPrivileges),
    onlyAsar: on(FuseV1Options.OnlyLoadAppFromAsar),
    asarIntegrity: on(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
    cookieEncryption: on(FuseV1Options.EnableCookieEncryption),
  };
}

test('the released program has its fuses set; the test build differs in the inspector alone', async () => {
  const released = {
    runAsNode: false,
    nodeOptions: false,
    inspector: false,
    fileProtocol: false,
    onlyAsar: true,
    asarIntegrity: true,
    cookieEncryption: true,
  };
  expect(await fusesOf(releasedForTests())).toEqual(released);
  expect(await fusesOf(packedForTests())).toEqual({ ...released, inspector: true });
});
