import { migration001 } from './001.ts';

/** In order: the first takes an empty file to version 1. A published one never changes. */
export const migrations: readonly string[] = [migration001];
