import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { CliError } from '../errors.ts';
import type { Io } from '../io.ts';
import { tunnelProviders } from '../tunnel/index.ts';
import type { TunnelProvider, TunnelSettings } from '../tunnel/provider.ts';
import { parseSshHost } from '../tunnel/ssh-hosts.ts';
import { choice, parseHttpUrl, parsePort } from './flags.ts';

export interface TunnelFlags extends TunnelSettings {
  readonly tunnel: string | false;
  readonly subdomain?: string;
  readonly tunnelPort?: number;
}

export function addTunnelFlags(command: Command): Command {
  const names = [...Object.keys(tunnelProviders), 'none'];
  return command
    .addOption(choice('--tunnel <provider>', 'how to get a public URL', names).default('localtunnel'))
    .option('--no-tunnel', 'stay local, without a public URL')
    .option('--subdomain <name>', 'name to ask the tunnel for, to keep the URL')
    .option('--tunnel-host <url>', 'your own localtunnel server', parseHttpUrl)
    .option(
      '--tunnel-url <url>',
      "the tunnel's fixed URL: your cloudflared tunnel, ngrok domain or ssh host",
      parseHttpUrl,
    )
    .option('--tunnel-token-file <file>', 'file that holds the token of your cloudflared tunnel')
    .option('--tunnel-port <number>', 'local port where the tunnel ends (default: a free one)', parsePort)
    .option(
      '--ssh-host <[user@]host[:port]>',
      'for --tunnel ssh: your host, or localhost.run and its like',
      checkSshHost,
    )
    .option('--ssh-key <file>', 'for --tunnel ssh: the key to log in with')
    .option(
      '--ssh-remote <[address:]port>',
      'for --tunnel ssh: where your host listens (default: 127.0.0.1:8090)',
      checkRemote,
    )
    .option("--tunnel-command <'program {port}'>", 'for --tunnel command: the tunnel program to run', splitCommand)
    .option(
      '--tunnel-url-pattern <regexp>',
      'where in its output the URL is (default: the first https URL)',
      parsePattern,
    );
}

/** The chosen provider, or none where there shall be no tunnel. */
export function chosenProvider({ tunnel }: TunnelFlags): TunnelProvider | undefined {
  return Object.values(tunnelProviders).find(({ name }) => name === tunnel);
}

/** What a provider is told. */
export function tunnelSettings(flags: TunnelFlags, io: Io): TunnelSettings {
  const path = (file: string | undefined) => (file === undefined ? undefined : resolve(io.cwd, file));
  return { ...flags, tunnelTokenFile: path(flags.tunnelTokenFile), sshKey: path(flags.sshKey) };
}

/** Throws `wrong-usage` where the provider lacks a flag that it needs, or was given one that means nothing to it. */
export function checkTunnelFlags(command: Command): void {
  const flags = command.opts<TunnelFlags>();
  const provider = chosenProvider(flags);
  if (provider === undefined) return;

  const takers = Object.values(tunnelProviders);
  for (const setting of new Set(takers.flatMap(({ takes }) => takes))) {
    if (command.getOptionValueSource(setting) !== 'cli' || provider.takes.includes(setting)) continue;
    const flag = command.options.find((option) => option.attributeName() === setting)?.long;
    const others = takers.filter(({ takes }) => takes.includes(setting)).map(({ name }) => `--tunnel ${name}`);
    throw new CliError('wrong-usage', `${flag} means nothing to --tunnel ${provider.name}.`, {
      hint: `It goes with ${others.join(' or ')}.`,
    });
  }

  const misuse = provider.misuse?.(flags);
  if (misuse !== undefined) throw new CliError('wrong-usage', misuse);
}

function checkSshHost(text: string): string {
  if (parseSshHost(text) !== undefined) return text;
  throw new InvalidArgumentError('It takes a host like me@tunnel.example.com or me@tunnel.example.com:2222.');
}

function checkRemote(text: string): string {
  if (/^(?:(?:[\w.-]+|\[[\da-f:]+\]):)?\d{1,5}$/i.test(text)) return text;
  throw new InvalidArgumentError('It takes a port of the ssh host, like 8090 or 127.0.0.1:8090.');
}

/** Words as a shell would part them, quotes and backslashes heeded, and nothing else: no shell runs it. */
export function splitCommand(text: string): string[] {
  const words: string[] = [];
  const word = /\s*((?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+)/gy;
  let end = 0;
  for (let match = word.exec(text); match !== null; match = word.exec(text)) {
    words.push((match[1] ?? '').replace(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g, unquote));
    end = word.lastIndex;
  }
  if (text.slice(end).trim() === '' && words.length > 0) return words;
  throw new InvalidArgumentError("It takes a program and its arguments, each quote closed: 'mytunnel http {port}'.");
}

function unquote(_: string, double: string | undefined, single: string | undefined, escaped: string | undefined) {
  return double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? escaped ?? '';
}

function parsePattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw new InvalidArgumentError('It takes a regular expression, like https://[a-z0-9-]+\\.tunnel\\.example.');
  }
}
