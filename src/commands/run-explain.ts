import type { Command } from 'commander';
import type { Source } from '../delivery/compose.ts';
import { CliError, EXIT } from '../errors.ts';
import { createEventStream } from '../events.ts';
import type { Io } from '../io.ts';
import { chooseScreen, openScreen } from '../ui/screen.ts';
import { explain } from '../webhook/explain.ts';
import { parseBody } from '../webhook/payload.ts';
import type { ExplainFlags } from './explain.ts';
import { readPayloads } from './payload-sources.ts';
import { saveFixture } from './save-fixture.ts';

/** Explains each payload. Answers with the exit code: 1 when the envelope of one is broken. Throws `input-not-json`. */
export async function runExplain(what: readonly string[], command: Command, io: Io): Promise<number> {
  const flags = command.opts<ExplainFlags>();
  const stream = createEventStream(io.now);
  const screen = chooseScreen(io, { json: flags.json === true, hasTui: false });
  await openScreen(io, stream, { screen, color: flags.color });

  const payloads = await readPayloads(what, io, flags.stateDir);
  if (flags.saveFixture !== undefined && payloads.length !== 1) {
    throw new CliError('wrong-usage', `--save-fixture takes one payload, and there are ${payloads.length}.`, {
      hint: 'Name one: a file, an id from history, or last.',
    });
  }

  let exitCode: number = EXIT.done;
  for (const payload of payloads) {
    const { value, text } = parse(payload);
    const explanation = explain(value, text);
    if (explanation.isEnvelopeBroken) exitCode = EXIT.negative;
    const sizeBytes = payload.rawBody.byteLength;
    stream.emit({ type: 'payload.explained', what: payload.what, sizeBytes, ...explanation });
    if (flags.saveFixture !== undefined) {
      const target = { name: flags.saveFixture, isForced: flags.force === true, cwd: io.cwd };
      stream.emit({ type: 'fixture.saved', ...(await saveFixture(value, target)) });
    }
  }
  return exitCode;
}

function parse({ what, rawBody }: Source): { readonly value: unknown; readonly text: string } {
  const parsed = parseBody(rawBody);
  if (parsed.ok) return parsed;

  // The reasons speak of a body, as the receiver needs it; here it has a name.
  const name = what === '-' ? 'stdin' : what;
  throw new CliError('input-not-json', parsed.reason.replace(/^The body\b/, name), {
    hint: 'Correct it there, then explain it again.',
  });
}
