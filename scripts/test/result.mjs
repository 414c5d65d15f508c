import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';

/**
 * What a phase's own runner hands to scripts/test.mjs, in the file that SKEIN_TEST_RESULT names.
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {{ name: string, why: string }[]} skipped
 * @property {string[]} failures names, one for each that failed
 */

/** @returns {Counts} */
export const emptyResult = () => ({ passed: 0, failed: 0, skipped: [], failures: [] });

/** @param {Counts} result */
export function writeResult(result) {
  const file = process.env.SKEIN_TEST_RESULT;
  if (file) writeFileSync(file, JSON.stringify(result));
}

/** @returns {Counts} empty when the runner broke off before it wrote any */
export function readResult(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return emptyResult();
  }
}
