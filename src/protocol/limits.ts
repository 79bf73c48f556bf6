/** Longest prompt or message to Claude, in characters. Here, apart from the schemas, so that the webview can know it. */
export const promptLimit = 200_000;
