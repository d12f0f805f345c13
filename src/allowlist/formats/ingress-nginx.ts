import { allPrefixes, type Format, lines } from './format.ts';

/** All annotations of an object together. https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/ */
const MAX_BYTES = 262_144;
const NAME = 'nginx.ingress.kubernetes.io/whitelist-source-range';

/** The annotation of an Ingress. A family that is missing in it is refused, so both belong in. */
export const ingressNginx: Format = {
  comment: '#',
  use: ['Merge it into the Ingress of the webhook. One bad value there makes the controller answer 503 to everyone.'],
  findLimit: (list) => {
    const bytes = NAME.length + value(allPrefixes(list)).length;
    return bytes > MAX_BYTES ? `annotations take ${MAX_BYTES} bytes together, and this one has ${bytes}` : undefined;
  },
  write: (list) => lines(['metadata:', '  annotations:', `    ${NAME}: "${value(allPrefixes(list))}"`]),
};

function value(prefixes: readonly string[]): string {
  return prefixes.join(',');
}
