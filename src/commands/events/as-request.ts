import { canBeTyped, printCurl } from '../../delivery/print.ts';
import type { Stamped, WebhookReceived } from '../../events.ts';
import type { Io } from '../../io.ts';
import { rawBodyOf } from '../../store/kept-webhooks.ts';
import { keepBodyFile } from '../print-plan.ts';
import { EXAMPLE_TARGET, findTarget } from '../replay-target.ts';

/** The request as it came, with its headers and its very bytes. */
export function requestOf(event: Stamped<WebhookReceived>): Uint8Array {
  const lines = Object.entries(event.headers).map(([name, value]) => `${name}: ${value}`);
  const head = [`${event.method} ${event.path} HTTP/1.1`, ...lines].join('\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), rawBodyOf(event)]);
}

/** Of the connection that it came by, or set by whoever sends it again. */
const OF_CONNECTION =
  /^(?:host|connection|content-length|transfer-encoding|expect|accept-encoding|via|forwarded|x-.*)$/;

const OF_SIGNATURE = /^x-hub-signature/;

/** A command that sends it again, with its own signature, to the `listen` of this folder or the app behind it. */
export async function curlOf(
  event: Stamped<WebhookReceived>,
  flags: { readonly stateDir: string },
  io: Io,
): Promise<Uint8Array> {
  const to = await findTarget(flags, io, EXAMPLE_TARGET);
  const headers = Object.entries(event.headers)
    .filter(([name, value]) => (!OF_CONNECTION.test(name) || OF_SIGNATURE.test(name)) && /^[\x20-\x7e]*$/.test(value))
    .flat();
  const delivery = { n: 1, what: event.id, rawBody: rawBodyOf(event), headers };
  const bodyFile = canBeTyped(delivery) ? undefined : await keepBodyFile(delivery.rawBody, flags, io);
  return printCurl(delivery, to, { bodyFile });
}
