import type { Format } from './format.ts';
import { plain } from './plain.ts';

/** Add a format here; the `--format` choices, the help and the contract tests follow. Each but the usual one is loaded when it is asked for. */
export const formats = {
  plain: async () => plain,
  csv: async () => (await import('./csv.ts')).csv,
  json: async () => (await import('./json.ts')).json,
  nginx: async () => (await import('./nginx.ts')).nginx,
  'nginx-geo': async () => (await import('./nginx-geo.ts')).nginxGeo,
  apache: async () => (await import('./apache.ts')).apache,
  caddy: async () => (await import('./caddy.ts')).caddy,
  haproxy: async () => (await import('./haproxy.ts')).haproxy,
  lighttpd: async () => (await import('./lighttpd.ts')).lighttpd,
  squid: async () => (await import('./squid.ts')).squid,
  iptables: async () => (await import('./iptables.ts')).iptables,
  ip6tables: async () => (await import('./ip6tables.ts')).ip6tables,
  nftables: async () => (await import('./nftables.ts')).nftables,
  ipset: async () => (await import('./ipset.ts')).ipset,
  ufw: async () => (await import('./ufw.ts')).ufw,
  'aws-sg': async () => (await import('./aws-sg.ts')).awsSg,
  'aws-prefix-list': async () => (await import('./aws-prefix-list.ts')).awsPrefixList,
  'aws-waf': async () => (await import('./aws-waf.ts')).awsWaf,
  terraform: async () => (await import('./terraform.ts')).terraform,
  cloudflare: async () => (await import('./cloudflare.ts')).cloudflare,
  'cloud-armor': async () => (await import('./cloud-armor.ts')).cloudArmor,
  'azure-nsg': async () => (await import('./azure-nsg.ts')).azureNsg,
  'k8s-networkpolicy': async () => (await import('./k8s-networkpolicy.ts')).k8sNetworkpolicy,
  'ingress-nginx': async () => (await import('./ingress-nginx.ts')).ingressNginx,
  traefik: async () => (await import('./traefik.ts')).traefik,
  envoy: async () => (await import('./envoy.ts')).envoy,
} satisfies Record<string, () => Promise<Format>>;

export type FormatName = keyof typeof formats;
