import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandLine, handoverOf, parseHandover } from './command-line.ts';

const pathIn = (profile: string): string => join(profile, 'late-links');

/**
 * What a second start handed over while Skein was ending, for its next start. Written at once: nobody else has it
 * any more, and the system may be ending, too.
 */
export function keepLate(profile: string, line: CommandLine): void {
  if (line.links.length > 0) appendFileSync(pathIn(profile), `${handoverOf(line).line}\n`);
}

/** What is left from the end before; it is told once. */
export function takeLate(profile: string): readonly CommandLine[] {
  try {
    const lines = readFileSync(pathIn(profile), 'utf8').split('\n');
    rmSync(pathIn(profile));
    return lines.map((line) => parseHandover({ line })).filter((line) => line !== undefined);
  } catch {
    // Nothing came late.
    return [];
  }
}
