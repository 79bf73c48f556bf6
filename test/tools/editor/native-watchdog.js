// Takes the place of the package @vscode/native-watchdog, whose native part would have to be compiled: end with the
// process that started us.
exports.start = pid => {
  const check = () => {
    try {
      process.kill(pid, 0);
    } catch {
      process.exit(87);
    }
  };
  setInterval(check, 1000).unref();
};
exports.exit = code => process.exit(code);
