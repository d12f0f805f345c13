import type { Command } from 'commander';
import { judgeEnvironment } from '../../doctor/environment.ts';
import type { Finding } from '../../doctor/finding.ts';
import { about } from '../../doctor/finding.ts';
import { judgeNode, judgeTerminal } from '../../doctor/surroundings.ts';
import { CliError, EXIT } from '../../errors.ts';
import { createEventStream } from '../../events.ts';
import type { Io } from '../../io.ts';
import { applySettings, envNameOf, type FilledIn } from '../../settings.ts';
import { chooseColor, chooseScreen, openScreen } from '../../ui/screen.ts';
import type { DoctorFlags } from '../doctor.ts';
import { lookAtFolder } from './look-at-folder.ts';
import { lookAtNetwork } from './look-at-network.ts';
import { lookAtSecrets } from './look-at-secrets.ts';

/** Tells what a run of `listen` in this folder would find. Answers with 1 when something is a problem. */
export async function runDoctor(command: Command, io: Io): Promise<number> {
  const flags = command.opts<DoctorFlags>();
  const stream = createEventStream(io.now);
  await openScreen(io, stream, {
    screen: chooseScreen(io, { json: flags.json === true, hasTui: false }),
    color: flags.color,
  });

  const counts = { ok: 0, note: 0, problem: 0 };
  for await (const finding of findings(command, io)) {
    counts[finding.state] += 1;
    stream.emit({ type: 'doctor.found', ...finding });
  }
  stream.emit({ type: 'doctor.finished', ok: counts.ok, notes: counts.note, problems: counts.problem });
  return counts.problem > 0 ? EXIT.negative : EXIT.done;
}

/** One after the other, so that what takes its time does not hold back what is known. */
async function* findings(command: Command, io: Io): AsyncGenerator<Finding> {
  const program = rootOf(command);
  const listen = program.commands.find((each) => each.name() === 'listen') ?? command;
  const flags = command.opts<DoctorFlags>();

  yield judgeNode(io.nodeVersion);
  handOn(command, listen);
  yield await settle(program, listen, io);
  yield* judgeEnvironment(io.env, settingNames(program));
  yield* await lookAtSecrets(listen, io);
  yield* await lookAtFolder(listen, io);
  yield* await lookAtNetwork(listen, flags, io);
  const hasColor = chooseColor(io, io.stdout, flags.color);
  yield judgeTerminal({ isTerminal: io.terminal !== undefined, columns: io.stdout.columns, hasColor, env: io.env });
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}

/** What is typed behind `doctor` is what `listen` would get. */
function handOn(command: Command, listen: Command): void {
  for (const option of command.options) {
    const name = option.attributeName();
    const isListens = listen.options.some((each) => each.attributeName() === name);
    if (isListens && command.getOptionValueSource(name) === 'cli')
      listen.setOptionValueWithSource(name, command.getOptionValue(name), 'cli');
  }
}

/** A config file that is wrong is a finding here, and ends every other command. */
async function settle(program: Command, listen: Command, io: Io): Promise<Finding> {
  const { ok, problem } = about('settings', 'settings');
  try {
    return ok(settingsTold(await applySettings(program, listen, io)));
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return problem(error.message, error.hint);
  }
}

/** `port (wa-webhook.config.json), app secret file (environment)` */
function settingsTold(filledIn: FilledIn): string {
  const told = [...filledIn].map(
    ([name, { from, file }]) => `${name} from ${file ?? (from === 'env' ? 'the environment' : from)}`,
  );
  return told.length === 0 ? 'none beside the flags: listen has its defaults' : `listen has ${told.join(', ')}`;
}

function settingNames(command: Command): readonly string[] {
  return [...command.options.map(envNameOf), ...command.commands.flatMap(settingNames)];
}
