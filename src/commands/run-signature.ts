import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CliError, EXIT } from '../errors.ts';
import { createEventStream, type Emit } from '../events.ts';
import type { Io } from '../io.ts';
import { readVerifyToken } from '../store/verify-token.ts';
import { chooseScreen, openScreen } from '../ui/screen.ts';
import { diagnoseSignature } from '../webhook/diagnose-signature.ts';
import { checkSignature, SIGNATURE_REASONS, sign, signLegacy } from '../webhook/signature.ts';
import type { CommonFlags } from './flags.ts';
import { readBody } from './replay-sources.ts';
import { otherSecrets, readAppSecret } from './secrets.ts';
import type { VerifyFlags } from './verify.ts';

/** Prints the headers that Meta would send with these bytes. Throws `secret-unreadable` without a secret. */
export async function runSign(what: string, command: Command, io: Io): Promise<number> {
  const { emit, appSecret } = await open(command, io);
  const { what: name, rawBody } = await readBody(what, io);
  emit({
    type: 'body.signed',
    what: name,
    sizeBytes: rawBody.byteLength,
    signature: sign(rawBody, appSecret),
    legacySignature: signLegacy(rawBody, appSecret),
    endsInLineBreak: rawBody.at(-1) === 0x0a,
  });
  return EXIT.done;
}

/** Says whether the signature is that of these bytes. Answers with 1 when it is not. */
export async function runVerify(what: string, command: Command, io: Io): Promise<number> {
  const flags = command.opts<VerifyFlags>();
  if (flags.signature === undefined) {
    throw new CliError('wrong-usage', 'verify needs the signature to compare with.', {
      hint: `Give the header as it came: wa-webhook verify ${what} --signature sha256=…`,
    });
  }
  const { emit, appSecret, stateDir } = await open(command, io);
  const { what: name, rawBody } = await readBody(what, io);
  // Copied with its name, as it stands in a log.
  const header = flags.signature.replace(/^\s*x-hub-signature(?:-256)?\s*:/i, '').trim();
  const checked = { type: 'signature.checked', what: name, sizeBytes: rawBody.byteLength } as const;

  const check = checkSignature(rawBody, header, appSecret);
  if (check.ok) {
    emit({ ...checked, ok: true });
    return EXIT.done;
  }
  const evidence = {
    rawBody,
    header,
    legacyHeader: undefined,
    appSecret,
    otherSecrets: otherSecrets(await readVerifyToken(stateDir), io),
  };
  const cause = diagnoseSignature(check.reason, evidence);
  emit({ ...checked, ok: false, reason: SIGNATURE_REASONS[check.reason], cause });
  return EXIT.negative;
}

async function open(command: Command, io: Io): Promise<{ emit: Emit; appSecret: string; stateDir: string }> {
  const flags = command.opts<CommonFlags>();
  const stream = createEventStream(io.now);
  const screen = chooseScreen(io, { json: flags.json === true, hasTui: false });
  await openScreen(io, stream, { screen, color: flags.color });

  const appSecret = await readAppSecret(command, io, stream.emit);
  if (appSecret !== undefined) return { emit: stream.emit, appSecret, stateDir: resolve(io.cwd, flags.stateDir) };
  throw new CliError('secret-unreadable', 'There is no app secret to sign or check with.', {
    hint: 'Give it with --app-secret-file FILE or WA_WEBHOOK_APP_SECRET (App Dashboard > App settings > Basic).',
  });
}
