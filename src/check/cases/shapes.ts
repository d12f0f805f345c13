import type { CheckLevel } from '../../events.ts';
import { IDENTITIES, withIdentity } from '../../webhook/identity.ts';
import type { CheckCase, Probe } from '../case.ts';
import type { Kit } from '../kit.ts';
import { acceptedShape } from '../rules.ts';

const OVERVIEW = 'Meta, "Webhooks" overview, 2025-12-02: whatever is not answered 200 comes again, for up to 7 days.';
const AGAIN =
  'It comes again for seven days, with an error in your log each time, and what came with it in one webhook comes again too.';

/** Requests at the same instant: enough to be quick, few enough for an app on a developer's machine. */
const AT_ONCE = 5;

function inTurns(probes: readonly Probe[]): readonly (readonly Probe[])[] {
  return Array.from({ length: Math.ceil(probes.length / AT_ONCE) }, (_, n) =>
    probes.slice(n * AT_ONCE, (n + 1) * AT_ONCE),
  );
}

function shape(id: string, about: Partial<CheckCase> & Pick<CheckCase, 'title' | 'sends' | 'probes'>): CheckCase {
  return {
    id,
    level: 'must',
    expects: 'a 2xx for each',
    why: OVERVIEW,
    breaks: AGAIN,
    usualCause: 'shape-crash',
    rule: acceptedShape,
    ...about,
  };
}

/** Folders of fixtures: those of the fields that every number gets are a must, others come to who subscribed to them. */
const FIELDS: readonly (readonly [folder: string, level: CheckLevel, what: string])[] = [
  ['messages', 'must', 'every type of message'],
  ['statuses', 'must', 'every status of a message'],
  ['account_alerts', 'should', 'alerts about the account'],
  ['account_review_update', 'should', 'decisions about the account'],
  ['account_settings_update', 'should', 'changed settings of the number'],
  ['account_update', 'should', 'events of the account'],
  ['automatic_events', 'should', 'purchases and leads that WhatsApp saw'],
  ['business_capability_update', 'should', 'new limits of the business'],
  ['business_username_updates', 'should', 'usernames of the business'],
  ['calls', 'should', 'calls'],
  ['flows', 'should', 'states and alerts of flows'],
  ['group_lifecycle_update', 'should', 'groups made and deleted'],
  ['group_participants_update', 'should', 'members of groups'],
  ['group_settings_update', 'should', 'changed settings of groups'],
  ['group_status_update', 'should', 'suspended groups'],
  ['history', 'should', 'the history of a number that was onboarded'],
  ['message_template_components_update', 'should', 'edited templates'],
  ['message_template_quality_update', 'should', 'the quality of templates'],
  ['message_template_status_update', 'must', 'approved, rejected and paused templates'],
  ['messaging_handovers', 'should', 'threads handed to and from Meta’s agent'],
  ['partner_solutions', 'should', 'events of partner solutions'],
  ['payment_configuration_update', 'should', 'payment configurations'],
  ['phone_number_name_update', 'should', 'decisions about the display name'],
  ['phone_number_quality_update', 'must', 'the quality and throughput of the number'],
  ['security', 'should', 'PIN events'],
  ['smb_app_state_sync', 'should', 'contacts of the WhatsApp Business app'],
  ['smb_message_echoes', 'should', 'messages sent from the WhatsApp Business app'],
  ['standby', 'should', 'threads that Meta’s agent owns'],
  ['template_category_update', 'should', 'changed categories of templates'],
  ['template_correct_category_detection', 'should', 'detected categories of templates'],
  ['tracking_events', 'should', 'clicks'],
  ['user_preferences', 'should', 'users who stop and resume marketing'],
  ['unknown_field', 'must', 'a field that does not exist yet'],
];

/** What is large has a case of its own, so that a limit for bodies does not hide what the shapes do. */
const LARGE = ['statuses/thousand'];

function fixturesOf(kit: Kit, folder: string): readonly string[] {
  return kit.fixturesOf(folder).filter((name) => !LARGE.includes(name));
}

const fieldCases = FIELDS.map(([folder, level, what]) =>
  shape(`shapes/${folder.replaceAll('_', '-')}`, {
    level,
    title: `The field ${folder === 'statuses' ? 'messages with statuses' : folder} is taken`,
    sends: `each fixture of ${folder}/: ${what}`,
    probes: (kit) => inTurns(fixturesOf(kit, folder).map((name) => kit.post(name, kit.fixture(name)))),
  }),
);

/** One fixture, or some, which break handlers so often that each has a name of its own. */
function some(
  id: string,
  about: Partial<CheckCase> & Pick<CheckCase, 'title' | 'sends'>,
  ...names: readonly string[]
): CheckCase {
  return shape(id, { ...about, probes: (kit) => [names.map((name) => kit.post(name, kit.fixture(name)))] });
}

/** The text message without what stands under this key, wherever it is. */
function without(key: string): (kit: Kit) => readonly (readonly Probe[])[] {
  return (kit) => [[kit.post(`text message without ${key}`, omit(kit.fixture('messages/text'), key))]];
}

function omit(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value.map((member) => omit(member, key));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => name !== key);
  return Object.fromEntries(kept.map(([name, child]) => [name, omit(child, key)]));
}

const IDENTITY_WORDS = {
  phone: 'A user with a phone number is taken',
  username: 'A user with phone number and username is taken',
  'username-only': 'A user without phone number is taken',
} as const;

const identityCases = IDENTITIES.map((identity) =>
  shape(`identity/${identity}`, {
    title: IDENTITY_WORDS[identity],
    sends: `a text, a reaction and a status as they come from such a user (--identity ${identity})`,
    why: 'Meta, "Business-scoped user IDs", 2026-02-18: wa_id, from and recipient_id are left out when the phone may not be shared.',
    breaks: 'Users who adopt a username disappear for your app, or become a new contact with each message.',
    probes: (kit) => [
      ['messages/text', 'messages/reaction', 'statuses/delivered', 'statuses/read'].map((name) =>
        kit.post(`${name}, ${identity}`, withIdentity(kit.fixture(name), identity)),
      ),
    ],
  }),
);

const BATCH = 'Meta, "Webhooks" overview, 2025-12-02: up to 1,000 updates in one webhook.';

/** Everything that a webhook may hold, from the well known to what does not exist yet. */
export const shapeCases: readonly CheckCase[] = [
  ...fieldCases,
  some(
    'unknown/type',
    { title: 'A message type that does not exist yet is taken', sends: 'a message of an invented type' },
    'messages/unknown-type',
  ),
  some(
    'unknown/property',
    { title: 'A property that does not exist yet is taken', sends: 'a text message with properties nobody knows' },
    'messages/unknown-property',
  ),
  some(
    'unknown/interactive',
    { title: 'An interactive reply of a new kind is taken', sends: 'an interactive message of an invented kind' },
    'messages/unknown-interactive',
  ),
  some(
    'unknown/status',
    { title: 'A status that does not exist yet is taken', sends: 'a status of an invented name' },
    'statuses/unknown-status',
  ),
  some(
    'unknown/unsupported',
    {
      title: 'Messages of type unsupported are taken',
      sends: 'unsupported and unknown messages, which carry errors and no content',
    },
    'messages/unsupported',
    'messages/unsupported-without-kind',
    'messages/unknown',
  ),
  some(
    'unknown/errors-only',
    {
      title: 'A value with nothing but errors is taken',
      sends: 'the field messages with errors, without messages and contacts',
      breaks: 'The one webhook that tells of a fault on Meta’s side is lost in an error of your own.',
    },
    'messages/errors',
  ),
  shape('missing/contacts', {
    title: 'A message without contacts is taken',
    sends: 'a text message without contacts[]',
    why: 'System messages and failed statuses have none.',
    probes: without('contacts'),
  }),
  shape('missing/from', {
    title: 'A message without from is taken',
    sends: 'a text message without messages[].from',
    why: 'Meta, "Business-scoped user IDs", 2026-02-18: left out, not empty.',
    probes: without('from'),
  }),
  shape('missing/wa-id', {
    title: 'A contact without wa_id is taken',
    sends: 'a text message whose contact has no wa_id',
    why: 'Meta, "Business-scoped user IDs", 2026-02-18: left out, not empty.',
    probes: without('wa_id'),
  }),
  shape('missing/profile', {
    title: 'A contact without profile is taken',
    sends: 'a text message whose contact has no profile',
    level: 'should',
    why: 'The profile is often missing in calls and echoes (OpenAPI v23.0).',
    probes: without('profile'),
  }),
  ...identityCases,
  some(
    'batch/messages',
    { title: 'Several messages in one value are taken', sends: 'one change with several messages', why: BATCH },
    'messages/batch-messages',
  ),
  some(
    'batch/changes',
    { title: 'Several changes in one entry are taken', sends: 'one entry with several changes', why: BATCH },
    'messages/batch-changes',
  ),
  some(
    'batch/entries',
    { title: 'Several entries in one webhook are taken', sends: 'a webhook with several entries', why: BATCH },
    'messages/batch-entries',
  ),
  some(
    'batch/mixed',
    { title: 'Messages and statuses together are taken', sends: 'one value with messages and statuses', why: BATCH },
    'messages/batch-messages-and-statuses',
  ),
  some(
    'batch/thousand',
    {
      title: 'A thousand statuses in one webhook are taken',
      sends: 'one value with 1,000 statuses',
      why: BATCH,
      level: 'should',
      traits: ['hostile'],
    },
    'statuses/thousand',
  ),
];
