import { Argument, Option } from 'commander';
import type { RegisterCommand } from './context.ts';
import { addCommonFlags } from './flags.ts';
import {
  addListFlags,
  addWriteFlags,
  type CheckFlags,
  DEFAULT_SERVER,
  type DiffFlags,
  type KeptFlags,
  META_ASN,
  parseDate,
  parsePercent,
  parseServer,
  parseSource,
  type RefreshFlags,
} from './ips/flags.ts';

/** What everyone who sets up such a list should know, wherever they look first. */
const TRUTH = `
Check the signature first: the list filters in front of it and never replaces
it. Meta itself recommends mTLS instead, as its addresses change. Everything
that Meta runs is on the list, its crawlers too. Behind a tunnel or a proxy the
peer is the tunnel: match the forwarded address there.
`;

export const registerIps: RegisterCommand = (ips, context) => {
  ips.addHelpText('after', TRUTH.trimEnd());
  const named = below.filter(([name]) => name === context.below);
  for (const [, register] of named.length > 0 ? named : below) register(ips, context);
};

const registerRefresh: RegisterCommand = (ips, { io, finish }) => {
  const refresh = ips
    .command('refresh')
    .description('ask the routing registry for the addresses of Meta, check the answer, print and keep the list')
    .addOption(
      new Option('--input <file>', 'read an answer or a list from a file, - for stdin, and ask nobody').conflicts([
        'server',
        'source',
      ]),
    )
    .addOption(
      new Option('--server <host[:port]>', 'whois server to ask, an IPv6 address in brackets')
        .argParser(parseServer)
        .default(DEFAULT_SERVER, `${DEFAULT_SERVER.host}:${DEFAULT_SERVER.port}`),
    )
    .option('--source <names>', 'ask these registries of the server alone, like RADB,RIPE', parseSource)
    .option('--max-loss <percent>', 'refuse an answer that loses more of the kept coverage', parsePercent, 20)
    .option('--max-growth <percent>', 'refuse an answer that adds more to the kept coverage', parsePercent, 50)
    .option('--force', 'accept such an answer all the same')
    .option('--exit-code', 'exit 1 when the addresses are others than before');
  addCommonFlags(addWriteFlags(refresh))
    .addHelpText('after', `${TRUTH}${REFRESH_EXAMPLES}`)
    .action(async () => {
      const { runIpsRefresh } = await import('./ips/run-refresh.ts');
      finish(await runIpsRefresh(refresh.opts<RefreshFlags>(), io));
    });
};

const registerList: RegisterCommand = (ips, { io }) => {
  const list = ips
    .command('list')
    .description('print the kept list, and ask nobody')
    .option('--at <date>', 'the list that was in force then; the last ten are kept', parseDate);
  addCommonFlags(addWriteFlags(list))
    .addHelpText('after', `${TRUTH}${LIST_EXAMPLES}`)
    .action(async () => {
      const { runIpsList } = await import('./ips/run-list.ts');
      await runIpsList(list.opts<KeptFlags>(), io);
    });
};

const registerDiff: RegisterCommand = (ips, { io, finish }) => {
  const diff = ips
    .command('diff')
    .description('tell which addresses the kept list gained and lost')
    .addOption(
      new Option('--since <date>', 'compare with the list that was in force then, not with the one before')
        .argParser(parseDate)
        .conflicts('against'),
    )
    .option('--against <file>', 'compare with a list or an answer in a file, - for stdin')
    .option('--exit-code', 'exit 1 when the addresses differ')
    .option('--markdown', 'print it for a pull request');
  addCommonFlags(addListFlags(diff))
    .addHelpText('after', DIFF_EXAMPLES)
    .action(async () => {
      const { runIpsDiff } = await import('./ips/run-diff.ts');
      finish(await runIpsDiff(diff.opts<DiffFlags>(), io));
    });
};

const registerCheck: RegisterCommand = (ips, { io, finish }) => {
  const check = ips
    .command('check')
    .description('tell whether addresses are in the kept list, by which prefix, and whose it is')
    .addArgument(new Argument('[what...]', 'addresses, files with one in the first column of each line, - for stdin'))
    .option('--log <file>', 'count the senders in an access log, - for stdin');
  addCommonFlags(addListFlags(check))
    .addHelpText('after', CHECK_EXAMPLES)
    .action(async (what: string[]) => {
      const { runIpsCheck } = await import('./ips/run-check.ts');
      finish(await runIpsCheck(what, check.opts<CheckFlags>(), io));
    });
};

const below: readonly (readonly [name: string, register: RegisterCommand])[] = [
  ['refresh', registerRefresh],
  ['list', registerList],
  ['diff', registerDiff],
  ['check', registerCheck],
];

const REFRESH_EXAMPLES = `
Examples:
  wa-webhook ips refresh > meta.txt
  wa-webhook ips refresh --format nginx --output meta.conf
  wa-webhook ips refresh --meta-only --exit-code
  whois -h ${DEFAULT_SERVER.host} -- '-i origin AS${META_ASN}' > answer.txt
  wa-webhook ips refresh --input answer.txt`;

const LIST_EXAMPLES = `
Examples:
  wa-webhook ips list --format nftables
  wa-webhook ips list --at 2026-02-18 --no-aggregate`;

const DIFF_EXAMPLES = `
Examples:
  wa-webhook ips diff --exit-code
  wa-webhook ips diff --against meta.txt --markdown`;

const CHECK_EXAMPLES = `
Examples:
  wa-webhook ips check 157.240.22.53
  wa-webhook ips check --log access.log`;
