import { app } from 'electron';
import { done, type EngineApi, fault, ok, type Result } from '../../engine/api/index.ts';
import type { updateCalls } from '../../preload/contract/update-calls.ts';
import type { Handlers } from '../ipc/register.ts';
import { diagnosticReport } from '../report.ts';
import type { Updates } from './updates.ts';

interface Source {
  call<T>(run: (engine: EngineApi) => Promise<Result<T>>): Promise<Result<T>>;
}

/** New versions of the program, and what helps when this one fails. */
export function updateHandlers(
  updates: Updates,
  source: Source,
  profile: string,
): Pick<Handlers, keyof typeof updateCalls> {
  return {
    updateState: () => ok(updates.state),
    checkForUpdate: async () => {
      await updates.check();
      return done;
    },
    installUpdate: () =>
      updates.install()
        ? done
        : fault('update-none', '', 'There is no new version to install yet.'),
    diagnosticReport: async () =>
      ok(await diagnosticReport({ source, profile, version: app.getVersion() })),
  };
}
