import type { Command } from 'commander';
import packageJson from '../../../package.json' with { type: 'json' };
import { CliError, EXIT } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { findStored, parseWebhookName, type StoredWebhook } from '../../store/find-webhook.ts';
import { completed, rawBodyOf } from '../../store/kept-webhooks.ts';
import { linesAbout } from '../../store/read/lines-about.ts';
import { markdownReport } from '../../ui/markdown-report.ts';
import { printable } from '../../ui/printable.ts';
import { chooseColor } from '../../ui/screen.ts';
import { createLineWriter } from '../../ui/text.ts';
import { shownText } from '../../ui/text-events.ts';
import { payloadExplainedText } from '../../ui/text-explain.ts';
import { explain } from '../../webhook/explain.ts';
import type { JsonObject } from '../../webhook/json-view.ts';
import { layOutJson } from '../../webhook/lay-out-json.ts';
import { parseBody } from '../../webhook/payload.ts';
import type { ShowFlags } from '../events.ts';
import { curlOf, requestOf } from './as-request.ts';
import { type History, openHistoryToRead } from './history.ts';
import { write } from './write.ts';

/** Prints one webhook of history in the form that is asked for. Throws `webhook-unknown`. */
export async function runEventsShow(what: string, command: Command, io: Io): Promise<number> {
  const flags = command.opts<ShowFlags>();
  const history = await openHistoryToRead(command, io);
  const stored = await requireStored(what, history);

  if (flags.as === undefined && flags.json === true) {
    await write(io.stdout, stored.line.bytes, '\n');
    for (const { line } of await linesAbout(history.sessions, stored)) await write(io.stdout, line.bytes, '\n');
  } else if (flags.as === undefined) await tell(stored, history, flags, io);
  else await print(await formed(stored, history, flags, io), flags.as, io);
  return EXIT.done;
}

async function requireStored(what: string, { sessions, stateDir }: History): Promise<StoredWebhook> {
  const name = parseWebhookName(what);
  const stored = name === undefined ? undefined : await findStored(sessions, name);
  if (stored !== undefined) return { ...stored, event: completed(stored.event) };
  const sentence = what === 'last' ? 'no webhook' : `no webhook ${what}`;
  throw new CliError('webhook-unknown', `There is ${sentence} in the history of ${stateDir}.`, {
    hint: 'See wa-webhook events list.',
  });
}

async function formed(stored: StoredWebhook, history: History, flags: ShowFlags, io: Io): Promise<string | Uint8Array> {
  const { event } = stored;
  const rawBody = rawBodyOf(event);
  switch (flags.as) {
    case 'body':
      return rawBody;
    case 'http':
      return requestOf(event);
    case 'curl':
      return Buffer.concat([await curlOf(event, flags, io), Buffer.from('\n')]);
    case 'markdown': {
      const explanation = explainBody(rawBody);
      const about = await objectsAbout(stored, history);
      return markdownReport({ event, about, bodyText: bodyText(rawBody), explanation, version: packageJson.version });
    }
    default:
      return `${layOutJson(bodyText(rawBody))}\n`;
  }
}

/** The exact bytes for a file or a pipe; to a terminal, what a stranger wrote goes through the gate. */
async function print(text: string | Uint8Array, form: NonNullable<ShowFlags['as']>, io: Io): Promise<void> {
  const isExact = io.stdout.isTTY !== true && form !== 'markdown';
  if (isExact) return write(io.stdout, text);
  const shown = typeof text === 'string' ? text : bodyText(text);
  await write(
    io.stdout,
    shown.split(/\r?\n/).map(printable).join('\n'),
    form === 'body' || form === 'http' ? '\n' : '',
  );
}

async function tell(stored: StoredWebhook, history: History, flags: ShowFlags, io: Io): Promise<void> {
  const { event } = stored;
  const rawBody = rawBodyOf(event);
  const colors = { stdout: chooseColor(io, io.stdout, flags.color), stderr: chooseColor(io, io.stderr, flags.color) };
  const explanation = explainBody(rawBody);
  createLineWriter(io, colors)(
    [
      ...shownText(event, await objectsAbout(stored, history)),
      ...(explanation === undefined
        ? []
        : payloadExplainedText({
            type: 'payload.explained',
            what: 'its body',
            sizeBytes: rawBody.byteLength,
            ...explanation,
          })),
    ],
    event.at,
  );
}

async function objectsAbout(stored: StoredWebhook, { sessions }: History): Promise<JsonObject[]> {
  return (await linesAbout(sessions, stored)).map(({ object }) => object);
}

/** Undefined for what somebody put into history that is no JSON. */
function explainBody(rawBody: Uint8Array) {
  const parsed = parseBody(rawBody);
  return parsed.ok ? explain(parsed.value, parsed.text) : undefined;
}

function bodyText(rawBody: Uint8Array): string {
  return Buffer.from(rawBody).toString('utf8');
}
