import * as z from 'zod';

const Tools = z.object({
  /** Node 24. */
  node: z.string(),
  /** server-main.js of a VS Code server. */
  server: z.string(),
  /** The real Claude CLI. */
  claude: z.string(),
  chromium: z.string(),
});
export type Tools = z.infer<typeof Tools>;

/** The tools that test/run.mjs has installed for the tiers with a real VS Code. */
export function getTools(): Tools {
  const json = process.env['AUTOBOT_TEST_TOOLS'];
  if (json === undefined) {
    throw new Error('run this with node test/run.mjs, which installs the tools that it needs');
  }
  return Tools.parse(JSON.parse(json));
}
