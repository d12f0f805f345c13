import { type Format, lines } from './format.ts';

/** Locals, which fit every provider. */
export const terraform: Format = {
  comment: '#',
  use: ['Example: cidr_blocks = local.meta_webhook_ipv4'],
  write: ({ ipv4, ipv6 }) =>
    lines(['locals {', ...list('meta_webhook_ipv4', ipv4), ...list('meta_webhook_ipv6', ipv6), '}']),
};

function list(name: string, prefixes: readonly string[]): readonly string[] {
  return prefixes.length === 0
    ? [`  ${name} = []`]
    : [`  ${name} = [`, ...prefixes.map((prefix) => `    "${prefix}",`), '  ]'];
}
