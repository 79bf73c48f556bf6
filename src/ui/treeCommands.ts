import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { CommandHandlers } from './commands';
import type { SessionTree } from './sessionTree';
import { filterTexts, treeFilters } from './treeShape';

type TreeCommand = 'autobot.groupByDate' | 'autobot.groupByRepository' | 'autobot.filterSessions';

export function treeCommands(tree: SessionTree): { readonly [C in TreeCommand]: CommandHandlers[C] } {
  return {
    'autobot.groupByDate': () => tree.arrange({ grouping: 'date' }),
    'autobot.groupByRepository': () => tree.arrange({ grouping: 'repository' }),
    'autobot.filterSessions': async given => {
      const items = treeFilters.map(filter => ({
        label: filterTexts[filter],
        picked: filter === tree.shape.filter,
        filter,
      }));
      const options = { title: t('Filter Sessions'), placeHolder: t('Which ones are to be shown?') };
      const filter = given ?? (await vscode.window.showQuickPick(items, options))?.filter;
      if (filter) {
        await tree.arrange({ filter });
      }
    },
  };
}
