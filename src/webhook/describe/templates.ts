import { type JsonObject, listIn, objectIn, textIn } from '../json-view.ts';
import type { Change, Told } from './told.ts';
import { oneEvent } from './told.ts';
import { counted, day, joined, lowered, quotedIn, word, wordIn } from './wording.ts';

/** Meta's page shows the quality update under this field too, and copies of that example are on the wire in tests. */
export function describeTemplateStatus(change: Change): Iterable<Told> {
  const isQuality =
    textIn(change.value, 'event') === undefined && textIn(change.value, 'new_quality_score') !== undefined;
  return oneEvent(isQuality ? templateQualityWords : templateStatusWords)(change);
}

function templateStatusWords(value: JsonObject): string {
  const event = textIn(value, 'event');
  const reason = textIn(value, 'reason');
  const rejection = objectIn(value, 'rejection_info');
  const other = objectIn(value, 'other_info');
  const title = wordIn(other, 'title');

  const line = `template ${templateName(value)}: ${event ? lowered(event) : 'no event named'}`;
  const why = joined([
    disableWords(value),
    reason === undefined || reason === 'NONE' ? undefined : word(reason),
    quotedIn(rejection, 'reason', 'recommendation'),
    title === event ? undefined : title,
    quotedIn(other, 'description'),
  ]);
  return joined([line, why]);
}

/** A flagged template is told when it will be disabled, a disabled one when it was. */
function disableWords(value: JsonObject): string | undefined {
  const info = objectIn(value, 'disable_info');
  const date = day(info, 'disable_date') ?? wordIn(info, 'disable_date');
  return date && (textIn(value, 'event') === 'DISABLED' ? `on ${date}` : `disabled on ${date}`);
}

export function templateQualityWords(value: JsonObject): string {
  const before = wordIn(value, 'previous_quality_score') ?? 'not known';
  return `template ${templateName(value)}: quality from ${before} to ${wordIn(value, 'new_quality_score') ?? 'not known'}`;
}

export function templateComponentsWords(value: JsonObject): string {
  const buttons = listIn(value, 'message_template_buttons').length;
  const title = quotedIn(value, 'message_template_title', 'message_template_element');
  const what = joined([title, buttons === 0 ? undefined : counted(buttons, 'button')]);
  return joined([`template ${templateName(value)} edited`, what], ': ');
}

/** Before the change `new_category` is today's and `correct_category` the coming one; after it `new_category` is new. */
export function templateCategoryWords(value: JsonObject): string {
  const template = `template ${templateName(value)}`;
  const coming = wordIn(value, 'correct_category');
  const when = day(value, 'category_update_timestamp');
  const now = wordIn(value, 'new_category');
  if (coming !== undefined) {
    return joined([`${template}: category will be ${coming}`, now && `now ${now}`, when && `from ${when}`]);
  }
  const before = wordIn(value, 'previous_category');
  return `${template}: category ${before ? `from ${before} ` : ''}to ${now ?? 'not known'}`;
}

/** Direct Send: a template that is used for another category than its own. */
export function templateDetectionWords(value: JsonObject): string {
  const correct = wordIn(value, 'correct_category', 'suggested_category') ?? 'not known';
  const category = wordIn(value, 'category', 'current_category');
  return joined([`template ${templateName(value)}: should be ${correct}`, category && `is ${category}`]);
}

function templateName(value: JsonObject): string {
  const language = wordIn(value, 'message_template_language');
  const name = wordIn(value, 'message_template_name', 'message_template_id') ?? 'without a name';
  return joined([name, language && `(${language})`], ' ');
}
