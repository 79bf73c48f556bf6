import type { TreeNode } from '../../../src/ui/treeNode';

/** A tree as text: `label  description  <icon colour>  context`, children indented; a closed node ends in `+`. */
export function treeText(nodes: readonly TreeNode[], indent = ''): string {
  return nodes
    .map(node => {
      const { id, color } = node.icon;
      const icon = `<${id}${color === undefined ? '' : ` ${color}`}>`;
      const closed = node.collapse === 'collapsed' ? ' +' : '';
      const line = [node.label, node.description, icon, node.contextValue].filter(part => part !== '').join('  ');
      return `${indent}${line}${closed}\n${treeText(node.children(), `${indent}  `)}`;
    })
    .join('');
}
