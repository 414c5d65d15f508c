import { writeFileSync } from 'node:fs';
import process from 'node:process';

/** Writes what scripts/test.mjs sums up to the file that SKEIN_TEST_RESULT names; skips carry their reasons. */
export default class ResultReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const result = { passed: 0, failed: 0, skipped: [], failures: [] };
    for (const module of modules) {
      if (module.errors().length > 0) add(result, module.relativeModuleId, { state: 'failed' });
      for (const test of module.children.allTests()) {
        add(result, `${module.relativeModuleId} > ${test.fullName}`, test.result());
      }
    }
    for (const error of unhandledErrors)
      add(result, `unhandled: ${error.message}`, { state: 'failed' });
    writeFileSync(process.env.SKEIN_TEST_RESULT, JSON.stringify(result));
  }
}

function add(result, name, { state, note }) {
  if (state === 'passed') result.passed += 1;
  else if (state === 'failed') {
    result.failed += 1;
    result.failures.push(name);
  } else result.skipped.push({ name, why: note ?? '' });
}
