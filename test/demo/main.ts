import { parseArgs } from 'node:util';
import { say } from './say';
import { runMainJob } from './mainJob';
import { runOneTask } from './oneTask';

/**
 * `npm run demo`: the main job in a real VS Code, unattended. A line per step; exit code 0 only if all of it is true.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      pictures: { type: 'string' },
      repository: { type: 'string' },
      prompt: { type: 'string' },
      'model-url': { type: 'string' },
      vsix: { type: 'string' },
    },
  });
  const { pictures, repository, prompt, vsix } = values;
  const options = { pictures, vsix, modelUrl: values['model-url'] };
  if (repository === undefined && prompt === undefined) {
    await runMainJob(options);
  } else if (repository !== undefined && prompt !== undefined) {
    await runOneTask({ ...options, repository, prompt });
  } else {
    throw new Error('--repository DIR and --prompt TEXT go together.');
  }
  say('All of this was checked against git itself.');
}

main().catch((error: unknown) => {
  process.stderr.write(
    `\nThe demo failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
});
