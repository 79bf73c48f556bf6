// Takes the place of the package @vscode/spdlog, whose native part would have to be compiled: VS Code's log files in
// plain JavaScript, so that a failed test can show what the extension has logged.
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];

class Logger {
  #file;
  #level = 0;
  #withPrefix = true;

  constructor(file) {
    this.#file = file;
    for (const [level, name] of levels.entries()) {
      this[name] = message => level >= this.#level && this.#append(name, message);
    }
  }

  setLevel(level) {
    this.#level = level;
  }

  setPattern() {}

  clearFormatters() {
    this.#withPrefix = false;
  }

  flush() {}

  drop() {}

  #append(level, message) {
    const prefix = this.#withPrefix ? `${new Date().toISOString().replace('T', ' ').slice(0, -1)} [${level}] ` : '';
    appendFileSync(this.#file, this.#withPrefix ? `${prefix}${message}\n` : message);
  }
}

exports.setFlushOn = () => {};
exports.createAsyncRotatingLogger = async (_name, file) => {
  mkdirSync(dirname(file), { recursive: true });
  return new Logger(file);
};
