import { existsSync } from 'node:fs';
import { findProgram, mustRun } from './run.mjs';

const places = {
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
  win32: ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe', 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'],
  linux: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
};

/** A Chromium to show the windows of the tests: $CHROMIUM, one that is installed, or Debian's, installed now. */
export async function ensureChromium() {
  const named = process.env.CHROMIUM;
  if (named) {
    if (!existsSync(named)) {
      throw new Error(`CHROMIUM names ${named}, which does not exist`);
    }
    return named;
  }
  const find = () => (places[process.platform] ?? places.linux).find(path => existsSync(path));
  return find() ?? (await installed(find));
}

async function installed(find) {
  await installPackages(['chromium']).catch(error => {
    throw new Error(`Chromium was not found (${error.message}). Install it, or name one with CHROMIUM=/path/of/chromium`);
  });
  const program = find();
  if (program === undefined) {
    throw new Error('Chromium was not found after its installation: name one with CHROMIUM=/path/of/chromium');
  }
  return program;
}

/** Install Debian packages. Rejects, in words, where that is not possible. */
export async function installPackages(names) {
  if (process.platform !== 'linux' || findProgram(['apt-get']) === undefined) {
    throw new Error('this system has no apt-get');
  }
  if (process.getuid?.() !== 0) {
    throw new Error(`\`apt-get install ${names.join(' ')}\` needs root`);
  }
  console.log(`Installing ${names.join(', ')} with apt-get (once)`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await mustRun('apt-get', ['update'], { env });
  await mustRun('apt-get', ['install', '--yes', '--no-install-recommends', ...names], { env });
}
