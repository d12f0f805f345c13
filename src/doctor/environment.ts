import { closest, distance } from 'fastest-levenshtein';
import { about, type Finding } from './finding.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What in the environment changes how Node or wa-webhook behave. Pure; of a value nothing is told, since a proxy's may hold a password. */
export function judgeEnvironment(env: Env, known: readonly string[]): Finding[] {
  const isSet = (name: string) => (env[name] ?? '') !== '';
  return [...judgeOwn(env, known), ...judgeNodes(isSet), ...judgeProxies(isSet)];
}

/** `known`: the names of all settings. */
function judgeOwn(env: Env, known: readonly string[]): Finding[] {
  const { ok, problem } = about('environment', 'environment');
  const names = Object.keys(env)
    .filter((name) => name.startsWith('WA_WEBHOOK_') && env[name] !== '')
    .sort();
  const unknown = names.filter((name) => !known.includes(name));
  const set = names.filter((name) => known.includes(name));
  return [
    ...(set.length > 0 ? [ok(`sets ${set.join(', ')}`)] : []),
    ...unknown.map((name) => problem(`${name} sets nothing.`, remedyFor(name, known))),
  ];
}

function remedyFor(name: string, known: readonly string[]): string {
  const nearest = closest(name, [...known]);
  return distance(name, nearest) <= 4
    ? `Did you mean ${nearest}?`
    : 'Unset it; wa-webhook config show tells what there is.';
}

function judgeNodes(isSet: (name: string) => boolean): Finding[] {
  const { note, problem } = about('node-options', "Node's variables");
  return [
    ...(isSet('NODE_TLS_REJECT_UNAUTHORIZED')
      ? [
          problem(
            'NODE_TLS_REJECT_UNAUTHORIZED is set: certificates may go unchecked everywhere.',
            'Unset it; --insecure does so for one run.',
          ),
        ]
      : []),
    ...(isSet('NODE_OPTIONS')
      ? [note('NODE_OPTIONS changes how wa-webhook runs, too.', 'Unset it when something is odd or slow.')]
      : []),
    ...(isSet('NODE_EXTRA_CA_CERTS')
      ? [note('NODE_EXTRA_CA_CERTS: certificates of these authorities are trusted, too.')]
      : []),
  ];
}

function judgeProxies(isSet: (name: string) => boolean): Finding[] {
  const { note } = about('proxy', 'proxy');
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'].filter(isSet);
  if (names.length === 0) return [];
  const told = `${names.join(', ')} set: wa-webhook goes without a proxy, so that a localtunnel, the Graph API and the whois server must be reachable directly.`;
  return [note(told, 'Where they are not: --no-tunnel or --public-url, and ips refresh --input FILE.')];
}
