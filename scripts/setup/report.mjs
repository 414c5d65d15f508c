import process from 'node:process';

// Everything goes to stderr: `npm run cli` owns stdout.
const out = process.stderr;
const tickEvery = 15_000;

const since = (start) => `${((performance.now() - start) / 1000).toFixed(1)} s`;

export const say = (text) => void out.write(`${text}\n`);

/**
 * A problem that the user can solve: shown without a stack, followed by what to do.
 * @param {string} message what is wrong, naming the thing
 * @param {string} [hint] what to type or change
 */
export class SetupProblem extends Error {
  constructor(message, hint) {
    super(message);
    this.hint = hint;
  }
}

/**
 * Runs one long step: prints its title, a sign of life while it lasts, and how long it took.
 * @template T
 * @param {string} title
 * @param {() => Promise<T> | T} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const start = performance.now();
  say(`▸ ${title} …`);
  const ticker = setInterval(() => say(`  … ${title}: ${since(start)}`), tickEvery);
  try {
    const value = await work();
    say(`  done in ${since(start)}`);
    return value;
  } catch (error) {
    say(`  failed after ${since(start)}`);
    throw error;
  } finally {
    clearInterval(ticker);
  }
}

/** Runs a script's main function; a SetupProblem ends it with its message and exit code 1. */
export async function main(work) {
  try {
    const code = await work();
    if (typeof code === 'number') process.exitCode = code;
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    say(`\n✗ ${error.message}`);
    if (error.hint) say(`  ${error.hint.replaceAll('\n', '\n  ')}`);
    process.exitCode = 1;
  }
}
