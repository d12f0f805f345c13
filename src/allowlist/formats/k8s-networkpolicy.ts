import { allPrefixes, type Format, lines } from './format.ts';

/** https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
export const k8sNetworkpolicy: Format = {
  comment: '#',
  use: [
    'Put the labels of your pods below podSelector. The sender is seen only with externalTrafficPolicy: Local',
    'on the Service in front.',
  ],
  write: (list) =>
    lines([
      'apiVersion: networking.k8s.io/v1',
      'kind: NetworkPolicy',
      'metadata:',
      '  name: meta-webhooks',
      'spec:',
      '  podSelector:',
      '    matchLabels:',
      '      app: webhook',
      '  policyTypes:',
      '    - Ingress',
      '  ingress:',
      '    - from:',
      ...allPrefixes(list).flatMap((prefix) => ['        - ipBlock:', `            cidr: "${prefix}"`]),
    ]),
};
