import { type JsonObject, objectIn, textIn } from '../json-view.ts';
import { describeEchoes, describeMessages } from './messages.ts';
import { peopleOf } from './people.ts';
import { describeStatuses } from './statuses.ts';
import type { Change, Told } from './told.ts';
import { joined, lowered, quotedIn, word } from './wording.ts';

/** `value.standby`: copies for an app that does not hold the thread, in the shapes of `messages` one level deeper. */
export function* describeStandby(change: Change): Iterable<Told> {
  const value = objectIn(change.value, 'standby');
  const inner = { field: change.field, value, people: peopleOf(value) };
  yield* describeMessages(inner, ', on standby');
  yield* describeEchoes(inner, ', sent by the app that holds the thread');
  yield* describeStatuses(inner, ', on standby');
}

/** Who answers this user from now on. The panel's sample of June 2026 has no `type`, only the object. */
export function* describeHandover({ field, value }: Change): Iterable<Told> {
  const type = textIn(value, 'type') ?? ['control_passed', 'control_taken'].find((key) => Object.hasOwn(value, key));
  const user = textIn(objectIn(value, 'sender'), 'phone_number', 'user_id');
  const control = type === undefined ? value : objectIn(value, type);
  yield {
    kind: 'event',
    type: type ?? field,
    summary: joined([`control of ${word(user ?? 'an unnamed user')} ${route(type, control)}`, note(control)], ': '),
    from: user,
  };
}

function route(type: string | undefined, control: JsonObject): string {
  const before = textIn(control, 'previous_owner_role', 'previous_owner_app_role', 'previous_owner_app_id');
  const after = textIn(control, 'new_owner_role', 'new_owner_app_id');
  const byWay = type === 'control_taken' ? 'by' : 'to';
  return joined([verb(type), before && `from ${lowered(before)}`, after && `${byWay} ${lowered(after)}`], ' ');
}

function verb(type: string | undefined): string {
  if (type === 'control_passed') return 'passed';
  if (type === 'control_taken') return 'taken';
  return type === undefined ? 'handed over' : `handed over (unknown type ${word(type)})`;
}

function note(control: JsonObject): string | undefined {
  const summary = objectIn(objectIn(control, 'conversation_context'), 'summary');
  return quotedIn(control, 'metadata') ?? quotedIn(summary, 'text');
}
