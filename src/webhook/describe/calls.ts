import { isObject, type JsonObject, listIn, numberIn, objectIn, textIn } from '../json-view.ts';
import { errorWords } from './errors.ts';
import { strangerIn } from './parts.ts';
import type { Change, Told } from './told.ts';
import { joined, word, wordIn } from './wording.ts';

/** What happened in a call. Add an event here. */
const callEvents: ReadonlyMap<string, (call: JsonObject) => string> = new Map(
  Object.entries({
    connect: (call) => joined(['connect', sdpWords(call)]),
    call_created: () => 'created over SIP, no session yet',
    terminate: terminateWords,
    call_recording_available: () => 'recording available',
    call_transcription_available: () => 'transcript available',
  } satisfies Record<string, (call: JsonObject) => string>),
);

/** `calls[]`: a call begins, ends, or left a recording. */
export function* describeCalls(change: Change): Iterable<Told> {
  for (const call of listIn(change.value, 'calls')) {
    if (!isObject(call)) yield strangerIn('calls', call);
    else yield describeCall(call, change);
  }
}

/** `statuses[]` of calls that the business began. */
export function* describeCallStatuses(change: Change): Iterable<Told> {
  for (const status of listIn(change.value, 'statuses')) {
    if (!isObject(status)) yield strangerIn('statuses', status);
    else yield describeCallStatus(status, change);
  }
}

function describeCall(call: JsonObject, change: Change): Told {
  const isOurs = isFromBusiness(call, change.value);
  const ids = isOurs
    ? { phone: textIn(call, 'to'), userId: textIn(call, 'to_user_id') }
    : { phone: textIn(call, 'from'), userId: textIn(call, 'from_user_id') };
  const event = textIn(call, 'event');
  const what =
    event === undefined ? 'no event named' : (callEvents.get(event)?.(call) ?? `unknown event ${word(event)}`);

  return {
    kind: 'call',
    type: event ?? 'unknown',
    summary: joined([`call ${isOurs ? 'to' : 'from'} ${change.people.nameOf(ids)}: ${what}`, errorWords(call)]),
    messageId: textIn(call, 'id'),
    from: ids.phone ?? ids.userId,
  };
}

function describeCallStatus(status: JsonObject, change: Change): Told {
  const ids = { phone: textIn(status, 'recipient_id'), userId: textIn(status, 'recipient_user_id') };
  const name = textIn(status, 'status');
  const what = name === undefined ? 'status without a name' : word(name).toLowerCase();
  return {
    kind: 'call',
    type: name ?? 'unknown',
    summary: joined([`call to ${change.people.nameOf(ids)}: ${what}`, errorWords(status)]),
    messageId: textIn(status, 'id'),
    from: ids.phone ?? ids.userId,
  };
}

/** The direction says it; where it is missing (recordings, transcripts), the business's own number does. */
function isFromBusiness(call: JsonObject, value: JsonObject): boolean {
  const direction = textIn(call, 'direction');
  if (direction !== undefined) return direction.toUpperCase() === 'BUSINESS_INITIATED';

  const businessNumber = textIn(objectIn(value, 'metadata'), 'display_phone_number');
  return businessNumber !== undefined && businessNumber === textIn(call, 'from');
}

function sdpWords(call: JsonObject): string | undefined {
  const sdpType = wordIn(objectIn(call, 'session'), 'sdp_type');
  return sdpType && `SDP ${sdpType}`;
}

function terminateWords(call: JsonObject): string {
  const duration = numberIn(call, 'duration');
  const status = wordIn(call, 'status');
  return joined(['ended', status?.toLowerCase(), duration === undefined ? undefined : `after ${duration} s`]);
}
