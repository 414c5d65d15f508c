import { call } from './call.ts';
import * as s from './schemas.ts';
import type { PlainFault } from './types.ts';

/** How the program stands to newer versions of itself. */
export type UpdateState =
  /** The system's package manager keeps it up to date, or it was built from its sources. */
  | { readonly phase: 'off'; readonly why: 'system' | 'development' }
  | { readonly phase: 'idle' | 'checking' | 'current' }
  /** `fraction` is 0 … 1. */
  | { readonly phase: 'downloading'; readonly version: string; readonly fraction: number }
  /** It is here and verified; a restart installs it. */
  | { readonly phase: 'ready'; readonly version: string }
  | { readonly phase: 'failed'; readonly fault: PlainFault };

export const updateCalls = {
  updateState: call(s.nothing).returns<UpdateState>(),
  checkForUpdate: call(s.nothing).returns<void>(),
  /** Quits, installs and starts again. */
  installUpdate: call(s.nothing).returns<void>(),
  /** Text for a bug report; names, addresses and paths are left out. */
  diagnosticReport: call(s.nothing).returns<string>(),
} as const;
