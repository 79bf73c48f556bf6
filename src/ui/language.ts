import * as vscode from 'vscode';
import { setTranslations } from '../base/language';

// At once, not in a function: the entry point imports this before all that has texts.
setTranslations(vscode.l10n.bundle ?? {});
