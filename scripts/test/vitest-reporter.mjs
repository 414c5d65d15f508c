import { emptyResult, writeResult } from './result.mjs';

/** Writes what scripts/test.mjs sums up to the file that SKEIN_TEST_RESULT names; skips carry their reasons. */
export default class ResultReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const result = emptyResult();
    for (const module of modules) {
      if (module.errors().length > 0) add(result, module.relativeModuleId, { state: 'failed' });
      for (const test of module.children.allTests()) {
        add(result, `${module.relativeModuleId} > ${test.fullName}`, test.result());
      }
    }
    for (const error of unhandledErrors)
      add(result, `unhandled: ${error.message}`, { state: 'failed' });
    writeResult(result);
  }
}

/**
 * @param {import('./result.mjs').Counts} result
 * @param {string} name
 * @param {{ state: string, note?: string }} outcome
 */
function add(result, name, { state, note }) {
  if (state === 'passed') result.passed += 1;
  else if (state === 'failed') {
    result.failed += 1;
    result.failures.push(name);
  } else result.skipped.push({ name, why: note ?? '' });
}
