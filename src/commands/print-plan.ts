import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { Delivery, Plan } from '../delivery/plan.ts';
import { canBeTyped, printBody, printCurl, printHttp } from '../delivery/print.ts';
import { EXIT } from '../errors.ts';
import type { Emit } from '../events.ts';
import type { Io } from '../io.ts';
import { openStateDir, openStateFolder } from '../store/state-dir.ts';
import { writeOutput } from './output-file.ts';
import type { ReplayFlags } from './replay.ts';

interface Printing {
  readonly to: URL;
  readonly flags: ReplayFlags;
  readonly io: Io;
  readonly emit: Emit;
}

type Print = (delivery: Delivery, printing: Printing) => Uint8Array | Promise<Uint8Array>;

const printers = {
  body: printBody,
  http: (delivery, { to }) => printHttp(delivery, to),
  curl: printCommand,
} satisfies Record<NonNullable<ReplayFlags['print']>, Print>;

/** One is printed to the byte, for a file or a pipe; several are kept apart by a newline. */
export async function printPlan(
  plan: Plan,
  form: NonNullable<ReplayFlags['print']>,
  printing: Printing,
): Promise<number> {
  const deliveries = plan.groups.flat();
  const isExact = deliveries.length === 1 && form !== 'curl';
  for (const delivery of deliveries) {
    const print: Print = printers[form];
    printing.io.stdout.write(await print(delivery, printing));
    if (!isExact) printing.io.stdout.write('\n');
  }
  return EXIT.done;
}

async function printCommand(delivery: Delivery, printing: Printing): Promise<Uint8Array> {
  const { to, flags, io } = printing;
  const whole = (file: string | undefined) => (file === undefined ? undefined : resolve(io.cwd, file));
  const tls = {
    clientCert: whole(flags.clientCert),
    clientKey: whole(flags.clientKey),
    ca: whole(flags.ca),
    insecure: flags.insecure,
  };
  const bodyFile = canBeTyped(delivery) ? undefined : await keepBody(delivery, printing);
  return printCurl(delivery, to, { bodyFile, tls });
}

async function keepBody({ what, rawBody }: Delivery, { flags, io, emit }: Printing): Promise<string> {
  const path = await keepBodyFile(rawBody, flags, io);
  emit({ type: 'setting.noted', setting: '--print curl', note: `the body of ${what} is in ${path}, which curl reads` });
  return path;
}

/**
 * Writes the body into the state folder, for a command that reads it there; answers with the path. Named after what is in
 * it: the copies of one webhook share a file, and a second print makes no second one.
 */
export async function keepBodyFile(rawBody: Uint8Array, flags: { readonly stateDir: string }, io: Io): Promise<string> {
  const folder = await openStateFolder(await openStateDir(resolve(io.cwd, flags.stateDir)), 'bodies');
  const digest = createHash('sha256').update(rawBody).digest('hex');
  const path = join(folder, `${digest.slice(0, 16)}.json`);
  await writeOutput(path, rawBody, '--state-dir');
  return path;
}
