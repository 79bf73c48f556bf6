import type { Gate } from '../../core/gate';
import { detectedGate } from './detectedGate';
import type { RepositoryFiles } from './repositoryFiles';

/** RuboCop and RSpec where they are set up, else the tests that a Rakefile knows. */
export function detectRuby({ names, texts }: RepositoryFiles): Gate[] {
  const prefix = names.has('Gemfile') ? 'bundle exec ' : '';
  const isRuby = prefix !== '' || [...names].some(name => name.endsWith('.gemspec'));
  const gemfile = texts['Gemfile'] ?? '';
  const gates: Gate[] = [];
  if (names.has('.rubocop.yml')) {
    gates.push(detectedGate('rubocop', `${prefix}rubocop`, 'check'));
  }
  if (names.has('.rspec') || [...names].some(name => /^spec\/.*_(?:spec|helper)\.rb$/.test(name))) {
    gates.push(detectedGate('rspec', `${prefix}rspec`, 'tests'));
  } else if (isRuby && names.has('Rakefile') && [...names].some(isMinitest)) {
    const rails = /^\s*gem ["']rails["']/m.test(gemfile) && names.has('bin');
    gates.push(detectedGate('tests (Ruby)', rails ? 'bin/rails test' : `${prefix}rake test`, 'tests'));
  }
  return gates;
}

function isMinitest(name: string): boolean {
  return /^test\/(?:.*_test|test_.*)\.rb$/.test(name);
}
