import { type Command, InvalidArgumentError, Option } from 'commander';
import { CliError } from '../errors.ts';
import { GRAPH_URL, GRAPH_VERSION } from '../webhook/graph-address.ts';
import { parseDuration, parsed, parseHttpUrl } from './flags.ts';

export interface GraphFlags {
  readonly graphUrl: URL;
  readonly graphVersion: string;
  readonly graphTimeout: number;
  readonly accessToken?: string;
  readonly accessTokenFile?: string;
}

/** For commands that ask Meta's Graph API; `openGraph` makes of them a client. */
export function addGraphFlags(command: Command): Command {
  return command
    .option('--access-token-file <file>', 'file that holds the access token; or WA_WEBHOOK_ACCESS_TOKEN')
    .addOption(parsed('--graph-url <url>', "Meta's Graph API, or a stand-in", parseGraphUrl, GRAPH_URL))
    .addOption(parsed('--graph-version <version>', 'its version', parseGraphVersion, GRAPH_VERSION))
    .addOption(parsed('--graph-timeout <time>', 'how long to wait for each answer of it', parseDuration, '30s'))
    .addOption(
      // Not to be given, since a command line is seen by others: it makes the environment's token an option like any other.
      new Option('--access-token <token>').hideHelp(),
    )
    .hook('preAction', (_, running) => refuseShownToken(running));
}

/** Command lines are seen by others, and config files are checked in. Throws `wrong-usage`. */
export function refuseShownToken(command: Command): void {
  const source = command.getOptionValueSource('accessToken');
  if (command.getOptionValue('accessToken') === undefined || source === 'env') return;
  const where = source === 'cli' ? 'on the command line' : 'in the config file';
  throw new CliError('wrong-usage', `The access token may not stand ${where}, where others can read it.`, {
    hint: 'Put it into WA_WEBHOOK_ACCESS_TOKEN, or into a file for --access-token-file.',
  });
}

function parseGraphUrl(text: string): URL {
  const url = parseHttpUrl(text);
  if (url.search + url.hash !== '') throw new InvalidArgumentError('It takes a URL without a query.');
  // The access token goes there.
  if (url.protocol === 'https:' || isOwnMachine(url.hostname)) return url;
  throw new InvalidArgumentError(
    'It takes an https URL; http only on this machine, since the access token goes there.',
  );
}

function isOwnMachine(hostname: string): boolean {
  return /^(?:127(?:\.\d+){3}|\[::1\]|(?:[\w-]+\.)*localhost)$/.test(hostname);
}

function parseGraphVersion(text: string): string {
  if (/^v\d{1,3}\.\d{1,2}$/.test(text)) return text;
  throw new InvalidArgumentError(`It takes a version like ${GRAPH_VERSION}.`);
}

/** An id of Meta's: digits. A telephone number is none, though it looks like one. */
export function parseObjectId(text: string): string {
  if (/^\d{5,25}$/.test(text)) return text;
  throw new InvalidArgumentError('It takes an id of digits, as the App Dashboard shows it (WhatsApp > API Setup).');
}
