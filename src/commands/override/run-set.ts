import type { Command } from 'commander';
import { CliError, EXIT } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { readVerifyToken } from '../../store/verify-token.ts';
import { readOverrideRequest, setOverrideRequest } from '../../webhook/override-request.ts';
import type { OverrideSetFlags } from '../override.ts';
import { readPreviousToken } from '../override-flags.ts';
import { openDesk, requireTarget } from './desk.ts';
import { setOverride } from './set-override.ts';

/** Sets an override that stays, after what stood there was written down for `restore`. */
export async function runOverrideSet(command: Command, io: Io): Promise<number> {
  const flags = command.opts<OverrideSetFlags>();
  const target = requireTarget(flags);
  const url = flags.url?.href;
  if (url === undefined) {
    throw new CliError('wrong-usage', 'Where shall Meta send the webhooks?', {
      hint: 'Give --url https://…/webhook, or let listen --override do it with the URL of its tunnel.',
    });
  }
  const desk = await openDesk(command, io);
  const verifyToken = flags.verifyToken ?? (await readVerifyToken(desk.stateDir));
  if (verifyToken === undefined) {
    throw new CliError('wrong-usage', 'Meta shakes hands with the URL, and the verify token for that is missing.', {
      hint: 'Give --verify-token: the one that the endpoint behind the URL expects.',
    });
  }
  if (desk.isDryRun) {
    desk.plan(target, 'read', readOverrideRequest(target));
    desk.plan(target, 'set', setOverrideRequest(target, url, verifyToken));
    return EXIT.done;
  }

  const { place, close } = await desk.open(target);
  try {
    const outcome = await setOverride({
      ...desk,
      target,
      url,
      verifyToken,
      previousToken: await readPreviousToken(command, io),
      mayReplace: flags.replace === true,
      place,
      owner: undefined,
      own: undefined,
      keep: () => {},
      io,
    });
    if (outcome.kind === 'failed') throw outcome.error;
    return EXIT.done;
  } finally {
    close();
  }
}
