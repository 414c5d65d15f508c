import type { Engine } from '../../../engine/api/engine-api.ts';
import { createNodeEngine } from '../../../engine/node/create.ts';
import type { EngineSettings } from '../../../engine/settings/schema.ts';
import type { ProcessGroup } from '../../support/process-group.ts';

/** Nothing leaves this machine, and nobody is looked for. */
const ALONE: Partial<EngineSettings> = {
  listenHost: '127.0.0.1',
  dht: false,
  lsd: false,
  pex: false,
  portMapping: false,
};

/** The whole engine over the real world, in this process; it ends with the group. */
export async function startEngine(
  group: ProcessGroup,
  settings: Partial<EngineSettings> = {},
  profileDir?: string,
): Promise<{ readonly engine: Engine; readonly port: number }> {
  const started = await createNodeEngine({
    profileDir: profileDir ?? (await group.tempDir('profile')),
    version: '0.1.0',
    overrides: { ...ALONE, ...settings },
  });
  if (!started.ok) throw new Error(started.message);
  const engine = started.value;
  group.own(async () => void (await engine.stop()));
  const status = await engine.status();
  if (!status.ok) throw new Error(status.message);
  return { engine, port: status.value.listenPort };
}

/** The value, or the fault as an exception. */
export async function must<T>(
  result: Promise<{ ok: true; value: T } | { ok: false; message: string }>,
): Promise<T> {
  const settled = await result;
  if (!settled.ok) throw new Error(settled.message);
  return settled.value;
}
