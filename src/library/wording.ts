/** Whatever names a flag is written for the command line; what imports the library has options. */
const OPTIONS: readonly (readonly [flag: RegExp, option: string])[] = [
  [/--app-secret\b/g, 'appSecret'],
  [/--client-cert(?: FILE)?\b/g, 'tls.cert'],
  [/--client-key(?: FILE)?\b/g, 'tls.key'],
  [/--ca(?: FILE)?\b/g, 'tls.ca'],
  [/--insecure\b/g, 'tls.isInsecure'],
];

/** The same sentence for who calls a function instead of a command. */
export function inOptions(sentence: string): string {
  return OPTIONS.reduce((text, [flag, option]) => text.replace(flag, option), sentence);
}
