const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

/** The usual report, and the counts, by file of tests, in a file for the program that started the tier. */
module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const files = {};
    const count = (test, how) => {
      files[test.file ?? ''] ??= { passed: 0, failed: 0 };
      files[test.file ?? ''][how]++;
    };
    runner.on('pass', test => count(test, 'passed'));
    runner.on('fail', test => count(test, 'failed'));
    runner.once('end', () => {
      if (process.env.AUTOBOT_TEST_RESULT) {
        writeFileSync(process.env.AUTOBOT_TEST_RESULT, JSON.stringify(files));
      }
    });
  }
};
