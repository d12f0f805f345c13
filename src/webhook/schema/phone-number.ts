import { messagingProduct } from './envelope.ts';
import {
  type FieldSchema,
  list,
  numeric,
  openText,
  openTextOrNull,
  openType,
  optional,
  shape,
  text,
  whole,
} from './field.ts';

const TIERS = [
  ...['TIER_50', 'TIER_250', 'TIER_1K', 'TIER_2K', 'TIER_10K', 'TIER_100K', 'TIER_NOT_SET', 'TIER_UNLIMITED'],
] as const;

const number = { display_phone_number: text("The business's number as digits.") };

const nameValue = shape(
  {
    ...number,
    decision: openText(['APPROVED', 'DEFERRED', 'PENDING', 'REJECTED'], 'How the review of the name ended.'),
    requested_verified_name: text('The name that the business asked for.'),
    rejection_reason: optional(
      openTextOrNull(
        [
          ...['NONE', 'NAME_EMPLOYEE_ISSUE', 'NAME_ENDCLIENT_NOTRELATED', 'NAME_FORMAT_UNACCEPTABLE'],
          ...['NAME_INDIVIDUAL_ISSUE', 'NAME_NOT_CONSISTENT', 'UNKNOWN'],
        ],
        'Why it was refused; null where it was not.',
      ),
    ),
  },
  'The review of the name that users see.',
);

const qualityValue = shape(
  {
    ...number,
    event: openType(
      ['ONBOARDING', 'THROUGHPUT_UPGRADE', 'FLAGGED', 'UNFLAGGED', 'UPGRADE', 'DOWNGRADE'],
      'What changed about the number; UNFLAGGED, UPGRADE and DOWNGRADE ended in October 2025.',
    ),
    max_daily_conversations_per_business: optional(openText(TIERS, 'To how many users the business may write a day.')),
    current_limit: optional(openText(TIERS, 'The same for this number; announced to go in February 2026.')),
    old_limit: optional(openText(TIERS, 'What it was before; announced to go in February 2026.')),
  },
  'How much a number may send.',
);

const securityValue = shape(
  {
    ...number,
    event: openType(
      ['PIN_CHANGED', 'PIN_RESET_REQUEST', 'PIN_REQUEST_SUCCESS', 'PIN_RESET_SUCCESS'],
      'What happened to the PIN of the two-step verification; the last is an older name.',
    ),
    requester: optional(text('Id of the person who asked for the reset.')),
  },
  'The two-step verification of a number.',
);

const usernameValue = shape(
  {
    ...number,
    username: optional(text('The username of the business; absent when deleted.')),
    status: openText(['approved', 'deleted', 'reserved'], 'How it stands.'),
  },
  'The username of a business.',
);

const hours = {
  start_time: text('From when, as HHMM.'),
  end_time: text('Until when, as HHMM.'),
};

const callHours = shape(
  {
    status: openText(['ENABLED', 'DISABLED'], 'Whether calls are limited to these hours.'),
    timezone_id: optional(text('The time zone of these hours.')),
    weekly_operating_hours: optional(
      list(
        shape(
          {
            day_of_week: text('Which day, in capital English letters.'),
            open_time: text('From when, as HHMM.'),
            close_time: text('Until when, as HHMM.'),
          },
          'One day.',
        ),
        'The hours of a week.',
      ),
    ),
    holiday_schedule: optional(
      list(shape({ date: text('Which day, as YYYY-MM-DD.'), ...hours }, 'One day.'), 'Days that differ.'),
    ),
  },
  'When users may call.',
);

const sip = shape(
  {
    status: openText(['ENABLED', 'DISABLED'], 'Whether calls go over SIP.'),
    servers: optional(
      list(
        shape({ hostname: text('Host name.'), port: optional(whole('Port.')) }, 'One server.'),
        'The SIP servers of the business.',
      ),
    ),
  },
  'Calls over SIP.',
);

const calling = shape(
  {
    status: openText(['ENABLED', 'DISABLED'], 'Whether the number takes calls.'),
    call_icon_visibility: optional(openText(['DEFAULT', 'DISABLE_ALL'], 'Whether users see the call button.')),
    callback_permission_status: optional(
      openText(['ENABLED', 'DISABLED'], 'Whether users are asked if the business may call back.'),
    ),
    call_hours: optional(callHours),
    sip: optional(sip),
    srtp_key_exchange_protocol: optional(openText(['DTLS', 'SDES'], 'How the keys for the audio are exchanged.')),
  },
  'The settings for calls.',
);

const settingsValue = shape(
  {
    messaging_product: optional(messagingProduct),
    timestamp: optional(numeric('When, in Unix seconds.')),
    type: openType(
      ['phone_number_settings', 'PHONE_NUMBER_SETTINGS'],
      "What was changed; Meta's text has capitals, its sample has none.",
    ),
    phone_number_settings: optional(
      shape(
        { phone_number_id: text("Id of the business's number."), calling: optional(calling) },
        'The settings as they stand now.',
      ),
    ),
  },
  'Settings of a number, today those for calls.',
);

export const phoneNumberFields = {
  phone_number_name_update: {
    title: 'The review of the name that users see',
    status: 'live',
    source: 'phone_number_name_update webhook reference, 2025',
    level: 'account',
    value: nameValue,
  },
  phone_number_quality_update: {
    title: 'How much a number may send',
    status: 'live',
    source: 'phone_number_quality_update webhook reference, 2025-11-14 and 2026-05-21',
    level: 'account',
    value: qualityValue,
  },
  security: {
    title: 'The two-step verification of a number',
    status: 'live',
    source: 'security webhook reference, 2025',
    level: 'account',
    value: securityValue,
  },
  business_username_updates: {
    title: 'The username of a business',
    status: 'live',
    source: 'business-scoped user IDs page, read 2026-09',
    level: 'account',
    value: usernameValue,
  },
  business_username_update: {
    title: 'The username of a business, under the name that the field had at first',
    status: 'gone',
    source: 'business-scoped user IDs page, 2026-02',
    level: 'account',
    value: usernameValue,
  },
  account_settings_update: {
    title: 'Settings of a number: calls',
    status: 'live',
    source: 'Call settings page, 2025; sample of the App Dashboard, 2026-06',
    level: 'account',
    value: settingsValue,
  },
} satisfies Record<string, FieldSchema>;
