const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

/** The usual report, and the counts in a file for the program that started the tier. */
module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures } = this.stats;
      if (process.env.AUTOBOT_TEST_RESULT) {
        writeFileSync(process.env.AUTOBOT_TEST_RESULT, JSON.stringify({ passed: passes, failed: failures }));
      }
    });
  }
};
