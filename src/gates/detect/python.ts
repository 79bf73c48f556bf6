import type { Gate } from '../../core/gate';
import { detectedGate } from './detectedGate';
import type { RepositoryFiles } from './repositoryFiles';

/** Ruff, mypy and pytest, each where the repository has set it up. */
export function detectPython(files: RepositoryFiles): Gate[] {
  const { names, texts } = files;
  const pyproject = texts['pyproject.toml'] ?? '';
  const setup = texts['setup.cfg'] ?? '';
  const prefix = environmentPrefix(names);
  const gates: Gate[] = [];

  if (names.has('ruff.toml') || names.has('.ruff.toml') || hasSection(pyproject, 'tool.ruff')) {
    gates.push(detectedGate('ruff', `${prefix}ruff check .`, 'check'));
  }
  const mypySection = sectionOf(pyproject, 'tool.mypy') ?? sectionOf(setup, 'mypy');
  if (names.has('mypy.ini') || names.has('.mypy.ini') || mypySection !== undefined) {
    const namesItsFiles = /^\s*(?:files|packages|modules)\s*=/m.test(mypySection ?? '');
    gates.push(detectedGate('mypy', `${prefix}mypy${namesItsFiles ? '' : ' .'}`, 'check'));
  }
  if (usesPytest(files)) {
    gates.push(detectedGate('pytest', `${prefix}pytest`, 'tests'));
  }
  return gates;
}

function usesPytest({ names, texts }: RepositoryFiles): boolean {
  return (
    names.has('pytest.ini') ||
    names.has('conftest.py') ||
    hasSection(texts['pyproject.toml'] ?? '', 'tool.pytest') ||
    hasSection(texts['setup.cfg'] ?? '', 'tool:pytest') ||
    hasSection(texts['tox.ini'] ?? '', 'pytest') ||
    [...names].some(name => /^(?:tests?\/)?(?:test_.*|.*_test|conftest)\.py$/.test(name))
  );
}

/** How a tool of the project's own environment is called. */
function environmentPrefix(names: ReadonlySet<string>): string {
  if (names.has('uv.lock')) {
    return 'uv run ';
  }
  if (names.has('poetry.lock')) {
    return 'poetry run ';
  }
  return names.has('Pipfile.lock') ? 'pipenv run ' : '';
}

function hasSection(text: string, name: string): boolean {
  return new RegExp(`^\\s*\\[${escaped(name)}[\\].]`, 'm').test(text);
}

function sectionOf(text: string, name: string): string | undefined {
  const match = new RegExp(`^\\s*\\[${escaped(name)}\\](?<body>[^]*?)(?=^\\s*\\[|(?![^]))`, 'm').exec(text);
  return match?.groups?.['body'];
}

function escaped(name: string): string {
  return name.replaceAll('.', '\\.');
}
