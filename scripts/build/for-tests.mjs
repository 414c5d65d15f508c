import { ensureBuilt } from './index.mjs';

/** Vitest's global set-up for the suites that start the CLI or the engine's workers. */
export const setup = () => ensureBuilt('cli');
