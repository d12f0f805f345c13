import type { Command } from 'commander';
import { type PlannedBody, planDeliveries } from '../delivery/plan.ts';
import { canBeTyped, printCurl } from '../delivery/print.ts';
import { createEventStream } from '../events.ts';
import type { Io } from '../io.ts';
import { openScreen } from '../ui/screen.ts';
import type { CommonFlags } from './flags.ts';
import { keepBodyFile } from './print-plan.ts';
import { EXAMPLE_TARGET, findTarget } from './replay-target.ts';
import { readAppSecret } from './secrets.ts';

/** The command that sends this body to the `listen` of this folder or the app behind it, signed where there is a secret. */
export async function printFixtureCommand(body: PlannedBody, command: Command, io: Io): Promise<Uint8Array> {
  const flags = command.opts<CommonFlags>();
  const stream = createEventStream(io.now);
  await openScreen(io, stream, { screen: 'text', color: flags.color });

  const appSecret = await readAppSecret(command, io, stream.emit);
  const to = await findTarget(flags, io, EXAMPLE_TARGET);
  const plan = planDeliveries({
    bodies: [body],
    signing: appSecret === undefined ? { kind: 'none' } : { kind: 'right', appSecret },
    duplicates: 0,
    isConcurrent: false,
    retryForMs: 0,
    speed: 1,
    extraHeaders: [],
  });
  const commands = await Promise.all(
    plan.groups.flat().map(async (delivery) => {
      const bodyFile = canBeTyped(delivery) ? undefined : await keepBodyFile(delivery.rawBody, flags, io);
      return [printCurl(delivery, to, { bodyFile }), Buffer.from('\n')];
    }),
  );
  return Buffer.concat(commands.flat());
}
