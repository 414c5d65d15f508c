import { relative } from 'node:path';
import { root } from '../setup/paths.mjs';
import { emptyResult, writeResult } from './result.mjs';

/** The same result file as vitest-reporter.mjs, from Playwright. */
export default class ResultReporter {
  #suite;
  /** @type {string[]} */
  #errors = [];

  onBegin(_config, suite) {
    this.#suite = suite;
  }

  onError(error) {
    this.#errors.push(error.message ?? String(error.value));
  }

  onEnd() {
    const result = emptyResult();
    for (const test of this.#suite?.allTests() ?? []) add(result, test);
    for (const message of this.#errors) {
      result.failed += 1;
      result.failures.push(message.split('\n')[0]);
    }
    writeResult(result);
  }

  printsToStdio() {
    return false;
  }
}

function add(result, test) {
  const [, project, , ...titles] = test.titlePath();
  const name = `${relative(root, test.location.file)} [${project}] > ${titles.join(' > ')}`;
  const outcome = test.outcome();
  if (outcome === 'expected' || outcome === 'flaky') result.passed += 1;
  else if (outcome === 'unexpected') {
    result.failed += 1;
    result.failures.push(name);
  } else {
    const why = test.annotations.find(({ type }) => type === 'skip' || type === 'fixme');
    result.skipped.push({ name, why: why?.description ?? '' });
  }
}
