import { type Command, InvalidArgumentError } from 'commander';
import { CliError } from '../errors.ts';
import type { Io } from '../io.ts';
import type { OverrideTarget } from '../webhook/override-request.ts';
import { parseObjectId } from './graph-flags.ts';
import type { ListenFlags } from './listen.ts';
import { chosenProvider, type TunnelFlags } from './tunnel-flags.ts';

export interface PreviousTokenFlags {
  readonly previousVerifyToken?: string;
  readonly previousVerifyTokenFile?: string;
}

/** Meta tells the URL of an override and never its verify token, which it takes to put that URL back. */
export function addPreviousTokenFlags(command: Command): Command {
  return command
    .option('--previous-verify-token <token>', 'verify token of the override that stood there, to put it back')
    .option('--previous-verify-token-file <file>', 'file that holds it');
}

/** Undefined where none is given. Throws `secret-unreadable`. */
export async function readPreviousToken(command: Command, io: Io): Promise<string | undefined> {
  const { previousVerifyToken, previousVerifyTokenFile } = command.opts<PreviousTokenFlags>();
  if (previousVerifyToken !== undefined || previousVerifyTokenFile === undefined) return previousVerifyToken;
  const { readSecretFile } = await import('./secrets.ts');
  const token = (await readSecretFile(previousVerifyTokenFile, '--previous-verify-token-file', io)).trim();
  if (token !== '') return token;
  throw new CliError('secret-unreadable', `${previousVerifyTokenFile} is empty.`, {
    hint: 'It should hold the verify token of the override that stood there before.',
  });
}

/** Throws `wrong-usage` where Meta could not reach this receiver. */
export function refuseOverrideWithoutUrl(flags: TunnelFlags & Pick<ListenFlags, 'override' | 'publicUrl'>): void {
  if (flags.override === undefined || flags.publicUrl !== undefined || chosenProvider(flags) !== undefined) return;
  throw new CliError('wrong-usage', '--override needs a public URL, and there is no tunnel.', {
    hint: 'Leave --no-tunnel out, or give your own way in with --public-url.',
  });
}

/** `phone:106540352242922` or `waba:102290129340398`, collected. */
export function collectOverride(text: string, previous: readonly OverrideTarget[] | undefined): OverrideTarget[] {
  const [, level, id = ''] = /^(phone|waba):(.*)$/.exec(text) ?? [];
  if (level !== 'phone' && level !== 'waba') {
    throw new InvalidArgumentError('It takes phone:ID (a phone number ID) or waba:ID (a WhatsApp Business Account).');
  }
  const target = { level, id: parseObjectId(id) } as const;
  if (previous?.some((each) => each.level === level && each.id === target.id)) {
    throw new InvalidArgumentError('It is given twice.');
  }
  return [...(previous ?? []), target];
}
