import { isObject, isTrue, type JsonObject, listIn, objectIn, objectsIn, textIn, valueIn } from '../json-view.ts';
import { errorWords } from './errors.ts';
import { strangerIn } from './parts.ts';
import type { Change, Told } from './told.ts';
import { counted, joined, quotedIn, shortId, word, wordIn } from './wording.ts';

type GroupWords = (group: JsonObject, name: string) => string;

/** What happens to groups, over all four fields. Add a type here. */
const groupEvents: ReadonlyMap<string, GroupWords> = new Map(
  Object.entries({
    group_create: (group, name) => {
      const what = hasFailed(group) ? 'group not created' : `${name} created`;
      return outcome(group, joined([what, quotedIn(group, 'subject')], ': '));
    },
    group_delete: (group, name) => outcome(group, `${name} ${hasFailed(group) ? 'not deleted' : 'deleted'}`),
    group_participants_add: (group, name) => {
      const way = textIn(group, 'reason') === 'invite_link' ? ' by invite link' : '';
      return outcome(group, `${members(group, 'added_participants')} joined ${name}${way}`);
    },
    group_participants_remove: removalWords,
    group_join_request_created: (group, name) => `${person(group)} asks to join ${name}`,
    group_join_request_revoked: (group, name) => `${person(group)} no longer asks to join ${name}`,
    group_settings_update: (group, name) => outcome(group, joined([`settings of ${name}`, settingWords(group)], ': ')),
    group_suspend: (_, name) => `${name} suspended by WhatsApp`,
    group_suspend_cleared: (_, name) => `${name} no longer suspended`,
  } satisfies Record<string, GroupWords>),
);

/** `groups[]`: the one list of all group fields. */
export function* describeGroups({ field, value }: Change): Iterable<Told> {
  for (const group of listIn(value, 'groups')) {
    if (!isObject(group)) yield strangerIn('groups', group);
    else yield describeGroup(group, field);
  }
}

function describeGroup(group: JsonObject, field: string): Told {
  const type = textIn(group, 'type');
  const id = textIn(group, 'group_id');
  const name = id === undefined ? 'a group' : `group ${shortId(id)}`;
  const words = type === undefined ? undefined : groupEvents.get(type);
  return {
    kind: 'event',
    type: type ?? field,
    summary:
      words?.(group, name) ?? `${name}: ${type === undefined ? 'no event named' : `unknown event ${word(type)}`}`,
    from: textIn(group, 'wa_id', 'user_id'),
  };
}

function hasFailed(group: JsonObject): boolean {
  return errorWords(group) !== undefined;
}

function outcome(group: JsonObject, words: string): string {
  return joined([words, errorWords(group)], ': ');
}

function removalWords(group: JsonObject, name: string): string {
  const failed = listIn(group, 'failed_participants').length;
  const verb = textIn(group, 'initiated_by') === 'participant' ? 'left' : 'removed from';
  const removed = `${members(group, 'removed_participants')} ${verb} ${name}`;
  return outcome(group, joined([removed, failed > 0 ? `${counted(failed, 'removal')} failed` : undefined]));
}

/** `15550100300 and 2 more`. */
function members(group: JsonObject, list: string): string {
  const all = objectsIn(group, list);
  const [first] = all;
  if (first === undefined) return 'nobody';
  return all.length === 1 ? person(first) : `${person(first)} and ${(all.length - 1).toLocaleString('en-US')} more`;
}

function person(owner: JsonObject): string {
  return wordIn(owner, 'wa_id', 'username', 'user_id', 'input') ?? 'an unnamed user';
}

function settingWords(group: JsonObject): string | undefined {
  const words = Object.entries({
    profile_picture: 'picture',
    group_subject: 'subject',
    group_description: 'description',
  }).map(([key, noun]) => {
    if (!isObject(valueIn(group, key))) return undefined;
    const setting = objectIn(group, key);
    return joined(
      [noun, isTrue(setting, 'update_successful') ? 'changed' : 'not changed', quotedIn(setting, 'text')],
      ' ',
    );
  });
  return joined(words) || undefined;
}
