import { migration001 } from './001.ts';
import { migration002 } from './002.ts';
import { migration003 } from './003.ts';

/** In order: the first takes an empty file to version 1. A published one never changes. */
export const migrations: readonly string[] = [migration001, migration002, migration003];
