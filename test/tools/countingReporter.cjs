const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

/** The usual report; and by file of tests the counts, and what failed, in a file for the program that started the tier. */
module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const files = {};
    const of = test => (files[test.file ?? ''] ??= { passed: 0, failed: 0, failures: [] });
    runner.on('pass', test => of(test).passed++);
    runner.on('fail', (test, error) => {
      of(test).failed++;
      of(test).failures.push(`${test.fullTitle()}: ${String(error?.message ?? error).replace(/\s+/g, ' ').slice(0, 500)}`);
    });
    runner.once('end', () => {
      if (process.env.AUTOBOT_TEST_RESULT) {
        writeFileSync(process.env.AUTOBOT_TEST_RESULT, JSON.stringify(files));
      }
    });
  }
};
