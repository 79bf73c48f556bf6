import * as z from 'zod';

const words = z.record(z.string(), z.unknown()).catch({});
const texts = z.array(z.string()).catch([]);

const schema = z.object({
  name: z.string().catch(''),
  scripts: words.transform(scripts =>
    Object.fromEntries(
      Object.entries(scripts).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ),
  ),
  dependencies: words,
  devDependencies: words,
  packageManager: z.string().catch(''),
  prettier: z.unknown().optional(),
  workspaces: z
    .union([z.array(z.string()), z.object({ packages: texts }).transform(({ packages }) => packages)])
    .catch([]),
});

/** What detection needs of a package.json or composer.json. */
export type Manifest = z.infer<typeof schema>;

/** Nothing if it is broken: half written, or never JSON. */
export function parseManifest(text: string | undefined): Manifest | undefined {
  if (text === undefined) {
    return undefined;
  }
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
