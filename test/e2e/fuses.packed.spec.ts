import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from './support/skein.ts';

/** A fuse in the program's file is a letter: 0 or 1. */
const ENABLED = '1'.charCodeAt(0);

test('the packed program has its fuses set; the test build differs in the inspector alone', async () => {
  const { executable } = test.info().project.metadata as { executable: string };
  const wire = await getCurrentFuseWire(executable);
  const on = (option: FuseV1Options): boolean => Number(wire[option]) === ENABLED;
  expect({
    runAsNode: on(FuseV1Options.RunAsNode),
    nodeOptions: on(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
    inspector: on(FuseV1Options.EnableNodeCliInspectArguments),
    fileProtocol: on(FuseV1Options.GrantFileProtocolExtraPrivileges),
    onlyAsar: on(FuseV1Options.OnlyLoadAppFromAsar),
    asarIntegrity: on(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
    cookieEncryption: on(FuseV1Options.EnableCookieEncryption),
  }).toEqual({
    runAsNode: false,
    nodeOptions: false,
    inspector: true,
    fileProtocol: false,
    onlyAsar: true,
    asarIntegrity: true,
    cookieEncryption: true,
  });
});
