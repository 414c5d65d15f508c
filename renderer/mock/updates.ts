import type { Api, Result, UpdateState } from '../../preload/contract/index.ts';
import type { updateCalls } from '../../preload/contract/update-calls.ts';

const ok = <T>(value: T): Promise<Result<T>> => Promise.resolve({ ok: true, value });

/** `?update=ready` in the address shows a version that waits for the user. */
export const mockUpdates = (scene: URLSearchParams): Pick<Api, keyof typeof updateCalls> => {
  const state: UpdateState =
    scene.get('update') === 'ready' ? { phase: 'ready', version: '0.2.0' } : { phase: 'current' };
  return {
    updateState: () => ok(state),
    checkForUpdate: () => ok(undefined),
    installUpdate: () => ok(undefined),
    diagnosticReport: () => ok('Skein 0.1.0'),
  };
};
