import type { BodySigned, SignatureChecked } from '../events.ts';
import { count, facts, hint, sentence, type TextLine } from './text-line.ts';

/** The two headers, as they stand in a request; they are the data, so nothing stands before them. */
export function bodySignedText(event: BodySigned): readonly TextLine[] {
  const { signature, legacySignature, endsInLineBreak, what } = event;
  return [
    { to: 'stdout', text: `X-Hub-Signature-256: ${signature}`, lead: 'none' },
    { to: 'stdout', text: `X-Hub-Signature: ${legacySignature}`, lead: 'none' },
    ...(endsInLineBreak
      ? [hint(`${what} ends in a line break, which is signed too. No body of Meta's does.`, 'warn')]
      : []),
  ];
}

export function signatureCheckedText(event: SignatureChecked): readonly TextLine[] {
  const { ok, what, sizeBytes, reason = 'The signature is not valid', cause } = event;
  if (ok) {
    const text = facts(`The signature is that of ${what}`, count(sizeBytes, 'byte'));
    return [{ to: 'stdout', text, tone: 'good', lead: 'none' }];
  }
  return [
    { to: 'stdout', text: facts(reason, what, count(sizeBytes, 'byte')), tone: 'bad', lead: 'none' },
    ...(cause === undefined
      ? []
      : [{ to: 'stdout' as const, text: `Likely cause: ${sentence(cause)}`, lead: 'none' as const }]),
  ];
}
