import { type Command, Option } from 'commander';
import { envNameOf } from '../../settings.ts';
import { fold } from '../../ui/fold.ts';
import { type Page, pages } from './pages.ts';

const COLUMNS = 80;

/** Makes of the help of each command that is registered a page as of a manual: description, flags in groups, exit codes, files, environment. */
export function composeHelp(program: Command): void {
  for (const command of allCommands(program)) {
    // A page of its own stands for it: `help [command]` would be one more line in each list.
    if (command.commands.length > 0) command.helpCommand(false);
    describe(command, pages[pathOf(command)]);
    groupOptions(command);
    const sections = sectionsOf(command, pages[pathOf(command)]);
    if (sections !== '') command.addHelpText('after', sections);
  }
}

function allCommands(command: Command): readonly Command[] {
  return command.commands.flatMap((each) => [each, ...allCommands(each)]);
}

/** `ips list` */
function pathOf(command: Command): string {
  const { parent } = command;
  return parent === null || parent.parent === null ? command.name() : `${pathOf(parent)} ${command.name()}`;
}

function describe(command: Command, page: Page | undefined): void {
  const summary = command.description();
  const sentence = `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
  // Lists of commands go on showing the short one.
  command.summary(summary).description(page === undefined ? sentence : `${sentence}\n\n${page.about}`);
}

/** The heading under which a flag stands, by the name of its option. */
const GROUPS: readonly (readonly [heading: string, names: readonly string[]])[] = [
  [
    'Public URL:',
    [
      'tunnel',
      'publicUrl',
      'subdomain',
      'tunnelHost',
      'tunnelUrl',
      'tunnelTokenFile',
      'tunnelPort',
      'tunnelCommand',
    ].concat(['sshHost', 'sshKey', 'sshRemote', 'tunnelUrlPattern']),
  ],
  ['Load:', ['rate', 'concurrency', 'duration']],
  ['Secrets:', ['appSecret', 'appSecretFile', 'verifyToken', 'accessTokenFile']],
  ['Endpoints on https:', ['clientCert', 'clientKey', 'ca', 'insecure']],
  [
    'Graph API:',
    [
      'graphUrl',
      'graphVersion',
      'graphTimeout',
      'override',
      'replace',
      'previousVerifyToken',
      'previousVerifyTokenFile',
    ],
  ],
  ['Every command has:', ['json', 'color', 'stateDir', 'envFile']],
];

function groupOptions(command: Command): void {
  for (const option of command.options) {
    const heading = GROUPS.find(([, names]) => names.includes(option.attributeName()))?.[0];
    if (heading !== undefined) option.helpGroup(heading);
  }
  if (command.commands.length > 0) return;
  command.addHelpOption(new Option('-h, --help', 'print this help').helpGroup('Every command has:'));
}

function sectionsOf(command: Command, page: Page | undefined): string {
  const { examples = [], exits = {}, files = [], seeAlso = [] } = page ?? {};
  const isLeaf = command.commands.length === 0;
  return [
    section(
      'Examples:',
      examples.map((line) => `  wa-webhook ${line}`),
    ),
    section(
      'Exit codes:',
      isLeaf ? rows(Object.entries({ 0: 'done', ...exits, 2: 'called or configured wrongly' }), 4) : [],
    ),
    section(
      'Files:',
      rows(
        files.map(([file, what]) => [placeOf(file), what]),
        33,
      ),
    ),
    section('Environment:', isLeaf ? environmentOf(command) : []),
    section('See also:', namesOf(seeAlso)),
  ].join('');
}

function namesOf(commands: readonly string[]): readonly string[] {
  if (commands.length === 0) return [];
  return fold(commands.map((name) => `wa-webhook ${name}`).join(', '), COLUMNS - 2).map((line) => `  ${line}`);
}

function section(heading: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `\n${heading}\n${lines.join('\n')}\n`;
}

function rows(entries: readonly (readonly [string, string])[], width: number): readonly string[] {
  return entries.flatMap(([name, what]) => {
    const [first = '', ...more] = fold(what, COLUMNS - 2 - width);
    return [`  ${name.padEnd(width)}${first}`, ...more.map((line) => `  ${' '.repeat(width)}${line}`)];
  });
}

function placeOf(file: string): string {
  return file.startsWith('/') ? file.slice(1) : `.wa-webhook/${file}`;
}

/** One flag as an example for all, and the secrets that should stand there rather than on a command line. */
function environmentOf(command: Command): readonly string[] {
  const shown = command.createHelp().visibleOptions(command);
  const first = command.options.find((option) => option.required && shown.includes(option));
  if (first === undefined) return [];
  const secrets = command.options.filter((option) => ['appSecret', 'accessToken'].includes(option.attributeName()));
  return [
    ...rows([[envNameOf(first), `${first.long}; each flag has such a name, see config show`]], 33),
    ...rows(
      secrets
        .filter((option) => option !== first)
        .map((option) => [envNameOf(option), `${option.long?.slice(2).replace('-', ' ')}`]),
      33,
    ),
    ...rows([['NO_COLOR, FORCE_COLOR', 'colour, unless a flag says it']], 33),
  ];
}
