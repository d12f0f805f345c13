import type { Argument, Command, Option } from 'commander';
import type { Io } from '../../io.ts';
import { findListener } from '../../store/running-listener.ts';
import { type Candidate, type Offer, only, words } from './candidate.ts';

/** Where a value is typed. */
export interface Place {
  readonly typed: string;
  readonly stateDir: string;
  readonly io: Io;
  readonly program: Command;
}

type Source = (place: Place) => Offer | Promise<Offer>;

const nothing: Source = () => only([]);
const files: Source = () => ({ candidates: [], besides: 'files' });
const folders: Source = () => ({ candidates: [], besides: 'folders' });

const webhooks: Source = async ({ stateDir, typed }) => only(await webhookNamesOf(stateDir, typed));

async function webhookNamesOf(stateDir: string, typed: string): Promise<Candidate[]> {
  const { webhookNames } = await import('./history-names.ts');
  return webhookNames(stateDir, typed);
}

/** Whatever a payload can be read from. */
function payloads({ hasScenarios }: { readonly hasScenarios: boolean }): Source {
  return async ({ stateDir, typed, io: { packageRoot } }) => {
    const { fixtureNames } = await import('./fixture-names.ts');
    const names = await Promise.all([
      webhookNamesOf(stateDir, typed),
      fixtureNames({ packageRoot, typed, hasGlobs: true, hasScenarios }),
    ]);
    return { candidates: names.flat(), besides: 'files' };
  };
}

const fixtures: Source = async ({ typed, io: { packageRoot } }) => {
  const { fixtureNames } = await import('./fixture-names.ts');
  return only(await fixtureNames({ packageRoot, typed, hasGlobs: false, hasScenarios: true }));
};

const fields: Source = async ({ io }) => {
  const { fieldNames } = await import('./fixture-names.ts');
  return only(await fieldNames(io.packageRoot));
};

function seen(what: 'field' | 'type' | 'from'): Source {
  return async ({ stateDir }) => {
    const { recentlySeen } = await import('./history-names.ts');
    return only(await recentlySeen(stateDir, what));
  };
}

/** The running `listen` of this folder, and the apps behind it. */
const urls: Source = async ({ stateDir, io }) => {
  const listener = await findListener(stateDir, io.isRunning);
  if (listener === undefined) return only([]);
  return only([
    { value: listener.url, about: 'the running listen' },
    ...words(listener.forwardTo, 'the app behind the running listen'),
  ]);
};

const caseIds: Source = async () => {
  const { cases } = await import('../../check/cases/index.ts');
  return only(cases.map(({ id, title }) => ({ value: id, about: title })));
};

const casePatterns: Source = async () => {
  const { cases } = await import('../../check/cases/index.ts');
  const groups = new Set(cases.map(({ id }) => id.slice(0, id.indexOf('/'))));
  return only([...words(groups, 'the whole group'), ...cases.map(({ id, title }) => ({ value: id, about: title }))]);
};

const faults: Source = () => only(words(['500', '500x3', '500@20%', '503', 'drop', 'drop@20%']));

/** By its placeholder, what a value is: `--output <file>`. A flag of a command below goes before it. */
const byPlaceholder: Readonly<Record<string, Source>> = {
  file: files,
  folder: folders,
  fault: faults,
  url: urls,
  '4|6': () => only(words(['4', '6'])),
  'path=value': nothing,
  "'K: V'": nothing,
  "'program {port}'": nothing,
  ...Object.fromEntries(
    [
      [
        'token',
        'secret',
        'number',
        'count',
        'time',
        'age',
        'ms',
        'size',
        'port',
        'percent',
        'factor',
        'status',
        'date',
      ],
      ['path', 'address', 'header', 'name', 'names', 'user', 'regexp', 'id', 'version', 'phone:ID|waba:ID'],
      ['host[:port]', '[user@]host[:port]', '[address:]port'],
    ]
      .flat()
      .map((placeholder) => [placeholder, nothing]),
  ),
};

/** By command and flag or argument, where the placeholder does not say it. */
const byPlace: Readonly<Record<string, Source>> = {
  'replay what': payloads({ hasScenarios: true }),
  'explain what': payloads({ hasScenarios: false }),
  'fixtures show name': fixtures,
  'events show what': webhooks,
  'ips check what': files,
  'sign file': files,
  'verify what': async (place) => ({ ...(await urls(place)), besides: 'files' }),
  'check url': urls,
  'config show command': ({ program }) =>
    only(program.commands.map((each) => ({ value: each.name(), about: each.description() }))),
  'schema field': fields,
  'check --only': casePatterns,
  'check --skip': casePatterns,
  'check --explain': caseIds,
  'listen --only': fields,
  'events list --field': seen('field'),
  'events export --field': seen('field'),
  'events list --type': seen('type'),
  'events export --type': seen('type'),
  'events list --from': seen('from'),
  'events export --from': seen('from'),
  'events list --signature': () => only(words(['valid', 'unchecked', 'missing', 'invalid'])),
  'events export --signature': () => only(words(['valid', 'unchecked', 'missing', 'invalid'])),
};

/** What the value of a flag can be. Nothing is offered for what nobody can guess. */
export function valuesOf(program: Command, command: Command, option: Option): Source | undefined {
  const { argChoices } = option;
  if (argChoices !== undefined) return () => only(words(argChoices));
  const placeholder = /<(.+)>$/.exec(option.flags)?.[1] ?? '';
  return byPlace[`${pathOf(program, command)} ${option.long}`] ?? byPlaceholder[placeholder];
}

export function valuesOfArgument(program: Command, command: Command, argument: Argument): Source | undefined {
  const { argChoices } = argument;
  if (argChoices !== undefined) return () => only(words(argChoices));
  return byPlace[`${pathOf(program, command)} ${argument.name()}`];
}

/** `ips refresh` */
function pathOf(program: Command, command: Command): string {
  const names: string[] = [];
  for (let each: Command | null = command; each !== null && each !== program; each = each.parent)
    names.unshift(each.name());
  return names.join(' ');
}
