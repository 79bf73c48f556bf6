import { config } from '@vscode/l10n';

// At once, not in a function: the entry point imports this before all that has texts.
const page = document.querySelector<HTMLMetaElement>('meta[name="translations"]');
config({ contents: page?.content || '{}' });
