import { fault, type Result } from '../../core/result.ts';
import type { MapCall, PortMapCode } from '../../ports/portmap.ts';

export type MapResult<T> = Result<T, PortMapCode>;

/** Runs it with a signal that `abort` raises; whatever `run` does then, the call is over at once. */
export function startCall<T>(run: (signal: AbortSignal) => Promise<MapResult<T>>): MapCall<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const aborted = new Promise<MapResult<T>>((resolve) => {
    signal.addEventListener('abort', () =>
      resolve(fault('portmap-aborted', '', 'The port mapping was given up.')),
    );
  });
  return {
    result: Promise.race([run(signal), aborted]),
    abort: () => controller.abort(),
  };
}

/** Resolves after `ms`, or when the signal is raised. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
