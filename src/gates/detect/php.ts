import * as z from 'zod';
import type { Gate } from '../../core/gate';
import { detectedGate } from './detectedGate';
import type { RepositoryFiles } from './repositoryFiles';

/** PHPStan and PHPUnit (or Pest), as Composer has installed them; else the tests that its scripts know. */
export function detectPhp({ names, texts }: RepositoryFiles): Gate[] {
  const manifest = parseComposer(texts['composer.json']);
  if (manifest === undefined) {
    return [];
  }
  const required = { ...manifest.require, ...manifest['require-dev'] };
  const is = (files: readonly string[], dependency: string): boolean =>
    files.some(name => names.has(name)) || dependency in required;
  const gates: Gate[] = [];
  if (is(['phpstan.neon', 'phpstan.neon.dist', 'phpstan.dist.neon'], 'phpstan/phpstan')) {
    gates.push(detectedGate('phpstan', 'vendor/bin/phpstan analyse --no-progress --error-format=raw', 'check'));
  }
  if ('pestphp/pest' in required) {
    gates.push(detectedGate('pest', 'vendor/bin/pest', 'tests'));
  } else if (is(['phpunit.xml', 'phpunit.xml.dist', 'phpunit.dist.xml'], 'phpunit/phpunit')) {
    gates.push(detectedGate('phpunit', 'vendor/bin/phpunit', 'tests'));
  } else if ('test' in manifest.scripts) {
    gates.push(detectedGate('tests (PHP)', 'composer --no-interaction run-script --timeout=0 test', 'tests'));
  }
  return gates;
}

const words = z.record(z.string(), z.unknown()).catch({});
const schema = z.object({ require: words, 'require-dev': words, scripts: words });

function parseComposer(text: string | undefined): z.infer<typeof schema> | undefined {
  if (text === undefined) {
    return undefined;
  }
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // half written, or never JSON
  }
}
