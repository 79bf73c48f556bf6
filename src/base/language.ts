import { config } from '@vscode/l10n';

/** Texts in the user's language, by the English ones that `t` of `@vscode/l10n` is given. Empty: all stay English. */
export type Translations = Readonly<Record<string, string>>;

let translations: Translations = {};

/** To be called before anything that has texts is loaded: some are made then. */
export function setTranslations(texts: Translations): void {
  translations = texts;
  config({ contents: { ...texts } });
}

/** What threads and webviews are given, which have no `vscode` to ask. */
export function getTranslations(): Translations {
  return translations;
}
