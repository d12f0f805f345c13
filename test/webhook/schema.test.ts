import { describe, expect, expectTypeOf, it } from 'vitest';
import { fieldDescribers } from '../../src/webhook/describe/index.ts';
import { inspect } from '../../src/webhook/inspect.ts';
import {
  isObject,
  type JsonObject,
  listIn,
  objectIn,
  objectsIn,
  textIn,
  valueIn,
} from '../../src/webhook/json-view.ts';
import { KNOWN_VALUES } from '../../src/webhook/schema/field.ts';
import {
  fieldNames,
  fieldSchemas,
  type Message,
  type MessageOf,
  type TextMessage,
  type ValueOf,
} from '../../src/webhook/schema/index.ts';
import { interactive } from '../../src/webhook/schema/interactive.ts';
import { message } from '../../src/webhook/schema/messages.ts';
import { status } from '../../src/webhook/schema/statuses.ts';
import { everyFixture } from '../support/every-fixture.ts';

// The tables of the documentation as lists of names, kept here so that nothing can vanish from the schemas unseen.

const LIVE =
  'account_alerts account_review_update account_settings_update account_update automatic_events ' +
  'business_capability_update business_username_updates calls flows group_lifecycle_update group_participants_update ' +
  'group_settings_update group_status_update history message_template_components_update ' +
  'message_template_quality_update message_template_status_update messages messaging_handovers partner_solutions ' +
  'payment_configuration_update phone_number_name_update phone_number_quality_update security smb_app_state_sync ' +
  'smb_message_echoes standby template_category_update template_correct_category_detection user_preferences';

const DOUBTFUL = 'business_status_update consumer_profile group_participant_update message_echoes tracking_events';

const GONE = 'business_username_update template_performance_metrics user_id_update';

const MESSAGE_TYPES =
  'text image video audio document sticker location contacts interactive button reaction order system edit revoke ' +
  'unsupported unknown request_welcome ephemeral media_placeholder';

const INTERACTIVE_TYPES = 'button_reply list_reply nfm_reply call_permission_reply product';

const STATUSES = 'sent delivered read played failed deleted captured pending';

/** What stands under a key somewhere in the values of a field, by the words of `type` or `event`. */
const EVENTS: Readonly<Record<string, string>> = {
  account_update:
    'ACCOUNT_DELETED ACCOUNT_OFFBOARDED ACCOUNT_RECONNECTED ACCOUNT_RESTRICTION ACCOUNT_VIOLATION AD_ACCOUNT_LINKED ' +
    'AUTH_INTL_PRICE_ELIGIBILITY_UPDATE BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE DISABLED_UPDATE MM_LITE_TERMS_SIGNED ' +
    'PARTNER_ADDED PARTNER_REMOVED PARTNER_APP_INSTALLED PARTNER_APP_UNINSTALLED ' +
    'PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE PARTNER_CLIENT_CERTIFICATION_NEEDED VOLUME_BASED_PRICING_TIER_UPDATE ' +
    'VERIFIED_ACCOUNT',
  message_template_status_update:
    'APPROVED ARCHIVED UNARCHIVED DELETED DISABLED FLAGGED IN_APPEAL LIMIT_EXCEEDED LOCKED PAUSED PENDING REINSTATED ' +
    'PENDING_DELETION REJECTED',
  flows:
    'FLOW_STATUS_CHANGE CLIENT_ERROR_RATE ENDPOINT_ERROR_RATE ENDPOINT_LATENCY ENDPOINT_AVAILABILITY ' +
    'FLOW_VERSION_EXPIRY_WARNING',
  calls: 'connect call_created terminate call_recording_available call_transcription_available',
  group_lifecycle_update: 'group_create group_delete',
  group_participants_update:
    'group_participants_add group_participants_remove group_join_request_created group_join_request_revoked',
  group_settings_update: 'group_settings_update',
  group_status_update: 'group_suspend group_suspend_cleared',
  security: 'PIN_CHANGED PIN_RESET_REQUEST PIN_REQUEST_SUCCESS',
  phone_number_quality_update: 'ONBOARDING THROUGHPUT_UPGRADE',
  messaging_handovers: 'control_passed control_taken',
  partner_solutions: 'SOLUTION_CREATED SOLUTION_UPDATED',
};

/** Without a payload that anyone has published: a fixture would be a guess. */
const WITHOUT_FIXTURE = {
  fields:
    'business_status_update business_username_update consumer_profile group_participant_update message_echoes ' +
    'template_performance_metrics user_id_update',
  interactiveTypes: 'product',
};

/** Fixtures of what Meta does not document, and what is found in them. */
const STRANGE: Readonly<Record<string, readonly string[]>> = {
  'account_update/unknown-account-event': ['unknown-type', 'unknown-property'],
  'flows/unknown-flow-event': ['unknown-type'],
  'messages/interactive-broken': ['missing'],
  'messages/unknown-interactive': ['unknown-type'],
  'messages/unknown-property': ['unknown-property', 'unknown-property'],
  'messages/unknown-type': ['unknown-type'],
  'statuses/unknown-status': ['unknown-value'],
  'unknown_field/unknown-field': ['unknown-field'],
};

describe('the schemas', () => {
  it.each([
    ['live', LIVE],
    ['doubtful', DOUBTFUL],
    ['gone', GONE],
  ])('hold every field that is %s', (state, names) => {
    expect(fieldNames.filter((name) => fieldSchemas[name].status === state)).toEqual(words(names).sort());
  });

  it('hold every type of message, answer and status', () => {
    expect(knownIn(message, 'type').sort()).toEqual(words(MESSAGE_TYPES).sort());
    expect(knownIn(interactive, 'type').sort()).toEqual(words(INTERACTIVE_TYPES).sort());
    expect(knownIn(status, 'status').sort()).toEqual(words(STATUSES).sort());
  });

  it.each(Object.entries(EVENTS))('hold every event of %s', (field, names) => {
    expect(knownBelow(objectIn({ ...fieldSchemas }, field))).toEqual(expect.arrayContaining(words(names)));
  });

  it('are told by as many describers', () => {
    expect([...fieldDescribers.keys()].sort()).toEqual(fieldNames);
  });

  it.each(fieldNames)('say of %s what it is and where that is written', (name) => {
    const { title, source } = fieldSchemas[name];
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(source).toMatch(/20\d\d/);
  });

  it.each(fieldNames)('explain each property of %s in a sentence', (name) => {
    for (const { path, schema } of propertiesOf(fieldSchemas[name].value, name)) {
      expect({ path, description: textIn(schema, 'description') }).toEqual({
        path,
        description: expect.stringMatching(/^\S.*\S\.$/),
      });
    }
  });

  it('mean the same by the same name', () => {
    const named = new Map<string, string>();
    for (const name of fieldNames) {
      for (const { schema } of propertiesOf(fieldSchemas[name].value, name)) {
        const title = textIn(schema, 'title');
        if (title === undefined) continue;
        const text = JSON.stringify(schema);
        expect(named.get(title) ?? text).toBe(text);
        named.set(title, text);
      }
    }
    expect(named.size).toBeGreaterThan(8);
  });
});

describe('the fixtures', () => {
  it('show every field', () => {
    const shown = new Set(changes().map((change) => textIn(change, 'field')));
    expect(fieldNames.filter((name) => !shown.has(name))).toEqual(words(WITHOUT_FIXTURE.fields).sort());
  });

  it('show every type of message', () => {
    const shown = textsUnder(messageObjects(), 'type');
    expect(words(MESSAGE_TYPES).filter((type) => !shown.has(type))).toEqual([]);
  });

  it('show every type of answer', () => {
    const shown = textsUnder(
      messageObjects().map((each) => objectIn(each, 'interactive')),
      'type',
    );
    const missing = words(INTERACTIVE_TYPES).filter((type) => !shown.has(type));
    expect(missing).toEqual(words(WITHOUT_FIXTURE.interactiveTypes));
  });

  it('show every status', () => {
    const shown = textsUnder(
      valuesOf('messages').flatMap((value) => objectsIn(value, 'statuses')),
      'status',
    );
    expect(words(STATUSES).filter((name) => !shown.has(name))).toEqual([]);
  });

  it.each(Object.entries(EVENTS))('show every event of %s', (field, names) => {
    const shown = new Set(valuesOf(field).flatMap(textsBelow));
    expect(words(names).filter((name) => !shown.has(name))).toEqual([]);
  });

  it.each(everyFixture)('hold nothing that is not documented: $name', ({ name, body }) => {
    const found = inspect(body);
    expect({ kinds: found.map(({ kind }) => kind), sentences: found.map(({ sentence }) => sentence) }).toEqual({
      kinds: STRANGE[name] ?? [],
      sentences: expect.any(Array),
    });
  });

  it('are all there that are strange on purpose', () => {
    const names = everyFixture.map(({ name }) => name);
    expect(Object.keys(STRANGE).filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe('the types', () => {
  it('follow from the schemas', () => {
    expectTypeOf<TextMessage['text']>().toEqualTypeOf<{ body: string }>();
    expectTypeOf<TextMessage['type']>().toEqualTypeOf<'text'>();
    expectTypeOf<MessageOf<'reaction'>['reaction']>().toEqualTypeOf<{ message_id: string; emoji?: string }>();
    expectTypeOf<MessageOf<'image'>['from']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<MessageOf<'request_welcome'>>().not.toHaveProperty('text');
    expectTypeOf<ValueOf<'message_template_status_update'>['message_template_id']>().toEqualTypeOf<string | number>();
  });

  it('narrow by the type of the message', () => {
    const told = (each: Message) => (each.type === 'text' ? each.text.body : each.type);
    expect(told({ id: 'wamid.1', timestamp: '1', type: 'text', text: { body: 'Hallo' } })).toBe('Hallo');
  });

  it('leave open lists open', () => {
    type Decision = ValueOf<'account_review_update'>['decision'];
    expectTypeOf<'APPROVED'>().toExtend<Decision>();
    expectTypeOf<string>().toExtend<Decision>();
  });
});

function words(list: string): string[] {
  return list.split(' ').filter((word) => word !== '');
}

/** The known values of one property of a shape. */
function knownIn(schema: object, property: string): string[] {
  return listIn(objectIn(objectIn({ ...schema }, 'properties'), property), KNOWN_VALUES).map(String);
}

function knownBelow(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(knownBelow);
  if (!isObject(schema)) return [];
  return [...listIn(schema, KNOWN_VALUES).map(String), ...Object.values(schema).flatMap(knownBelow)];
}

interface Property {
  readonly path: string;
  readonly schema: JsonObject;
}

/** The schema itself, each of its properties, and theirs. */
function propertiesOf(schema: unknown, path: string): readonly Property[] {
  if (!isObject(schema)) return [];
  const below = Object.entries(objectIn(schema, 'properties'));
  return [
    { path, schema },
    ...below.flatMap(([key, property]) => propertiesOf(property, `${path}.${key}`)),
    ...propertiesOf(valueIn(schema, 'items'), `${path}[]`),
  ];
}

function changes(): readonly JsonObject[] {
  return everyFixture
    .flatMap(({ body }) => (isObject(body) ? objectsIn(body, 'entry') : []))
    .flatMap((entry) => objectsIn(entry, 'changes'));
}

function valuesOf(field: string): readonly JsonObject[] {
  return changes()
    .filter((change) => textIn(change, 'field') === field)
    .map((change) => objectIn(change, 'value'));
}

/** Messages wherever they stand: also in threads of a history. */
function messageObjects(): readonly JsonObject[] {
  const threads = valuesOf('history')
    .flatMap((value) => objectsIn(value, 'history'))
    .flatMap((chunk) => objectsIn(chunk, 'threads'));
  return [...valuesOf('messages'), ...threads].flatMap((holder) => objectsIn(holder, 'messages'));
}

function textsUnder(objects: readonly JsonObject[], key: string): ReadonlySet<string | undefined> {
  return new Set(objects.map((object) => textIn(object, key)));
}

function textsBelow(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsBelow);
  return isObject(value) ? Object.values(value).flatMap(textsBelow) : [];
}
