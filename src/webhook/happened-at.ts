/** So far into a body the first time of it is looked for; it stands behind the sender's name and text. */
const SEARCHED_CHARACTERS = 64 * 1024;

/** What a message, status or event calls its moment, as text or number; in an account's event, the entry has it. */
const MOMENT = /"(?:timestamp|time)":\s*"?(\d{10})(?!\d)/;

/**
 * When the first thing of a webhook happened, in milliseconds since 1970. Looked for in the text, since whoever asks does so
 * for each of a thousand webhooks a second; the quotes of a message's own text are escaped and cannot be taken for a name.
 */
export function happenedAtMs(bodyText: string): number | undefined {
  const seconds = MOMENT.exec(bodyText.slice(0, SEARCHED_CHARACTERS))?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1_000;
}
