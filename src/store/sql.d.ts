/** Bundled as text. */
declare module '*.sql' {
  const text: string;
  // eslint-disable-next-line no-restricted-syntax -- a bundled text has no other export
  export default text;
}
