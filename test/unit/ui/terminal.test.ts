import assert from 'node:assert/strict';
import {
  runInWords,
  terminalCompletions,
  terminalSelectionInWords,
  type TerminalRun,
  type TerminalState,
} from '../../../src/ui/terminalModel';

describe('ui/terminal', () => {
  const run: TerminalRun = { command: 'npm test', output: '1 failed\r\n', exitCode: 1 };
  const labels = (typed: string, terminal: TerminalState | null): string[] =>
    terminalCompletions(typed, terminal).map(({ label, detail }) => `${label}: ${detail}`);
  const [output, selection] = [
    'Terminal output: bash · npm test',
    'Terminal selection: bash · by way of the clipboard',
  ];

  for (const [what, typed, terminal, offered] of [
    ['of a terminal with a command', '', { name: 'bash', run }, [output, selection]],
    ['by its name', 'Term', { name: 'bash', run }, [output, selection]],
    ['under no other name', 'tests', { name: 'bash', run }, []],
    ['of one without: what is selected', '', { name: 'bash', run: null }, [selection]],
    [
      'and says why not the output, if it is asked for',
      'term',
      { name: 'bash', run: null },
      [
        'Terminal output: bash · not known: VS Code tells it of commands run from now on, with shell integration',
        selection,
      ],
    ],
    ['nothing where there is none', '', null, []],
    ['and says so, if it is asked for', 'terminal', null, ['Terminal: none is open']],
  ] as const) {
    it(`is offered ${what}`, () => assert.deepEqual(labels(typed, terminal), offered));
  }

  it('goes into the prompt as it was read on the screen, its end alone where it is long', () => {
    assert.equal(runInWords(run), 'What `npm test` printed in the terminal (exit code 1):\n\n```\n1 failed\n```');
    const bar = { command: 'get', output: '10 %\r50 %\r100 %\r\ndone\r\n', exitCode: null };
    assert.equal(runInWords(bar), 'What `get` printed in the terminal:\n\n```\n100 %\ndone\n```');
    assert.equal(runInWords({ ...run, output: '' }), '`npm test` printed nothing in the terminal (exit code 1).');
    const long = runInWords({ ...run, output: `first\n${'x'.repeat(20_000)}\nlast` });
    assert.ok(long.length < 10_100 && /\n…x+\nlast\n```$/.test(long));
    assert.equal(terminalSelectionInWords('a ``` b\n\n'), 'From the terminal:\n\n````\na ``` b\n````');
  });
});
