import type { Format } from './format.ts';

/** One prefix a line, for a pipe. */
export const plain: Format = ({ ipv4, ipv6 }) => [...ipv4, ...ipv6].map((prefix) => `${prefix}\n`).join('');
