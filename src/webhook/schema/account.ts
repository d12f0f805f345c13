import { type FieldSchema, numeric, openText, optional, shape, text } from './field.ts';

const alert = {
  alert_severity: optional(openText(['CRITICAL', 'INFORMATIONAL', 'WARNING'], 'How bad it is.')),
  alert_status: optional(openText(['ACTIVE', 'NONE'], 'Whether it still holds.')),
  alert_type: optional(
    openText(
      [
        ...['INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED', 'INCREASED_CAPABILITIES_ELIGIBILITY_FAILED'],
        ...['INCREASED_CAPABILITIES_ELIGIBILITY_NEED_MORE_INFO', 'OBA_APPROVED', 'OBA_REJECTED'],
        'PROFILE_PICTURE_LOST',
      ],
      'What it is about: a higher messaging limit, an official business account, or the profile picture.',
    ),
  ),
  alert_description: optional(text('The words; may hold placeholders that Meta did not fill.')),
};

const alertsValue = shape(
  {
    entity_type: openText(['BUSINESS', 'PHONE_NUMBER', 'CURRENT_STATUS_ID'], 'What the alert is about.'),
    entity_id: numeric('Id of the business portfolio or of the number.'),
    alert_info: optional(shape(alert, 'The alert.')),
    ...alert,
  },
  'A warning or a piece of news about the account. Older payloads have the alert directly in the value.',
);

const reviewValue = shape(
  { decision: openText(['APPROVED', 'REJECTED', 'PENDING', 'DEFERRED'], 'How the review ended.') },
  'The review of the WhatsApp Business Account.',
);

const limit = 'a number, or a tier such as TIER_2K';

const capabilityValue = shape(
  {
    max_daily_conversations_per_business: optional(
      numeric(`To how many users the business may write a day: ${limit}; -1 is no limit.`),
    ),
    max_daily_conversation_per_phone: optional(
      numeric('To how many users one number may write a day; -1 is no limit. Announced to go in February 2026.'),
    ),
    max_phone_numbers_per_business: optional(
      numeric('How many numbers the business may have; only at the limit of 250.'),
    ),
    max_phone_numbers_per_waba: optional(numeric('How many numbers the account may have.')),
  },
  'What the business may do.',
);

const solutionsValue = shape(
  {
    event: openText(['SOLUTION_CREATED', 'SOLUTION_UPDATED'], 'What happened.'),
    solution_id: numeric('Id of the solution.'),
    solution_status: optional(
      openText(
        ['ACTIVE', 'DEACTIVATED', 'DRAFT', 'INITIATED', 'PENDING_DEACTIVATION', 'REJECTED'],
        'How the solution stands.',
      ),
    ),
  },
  'A solution that several partners share.',
);

const undocumented = shape(
  {
    event: optional(text('What happened.')),
    status: optional(text('How it stands.')),
  },
  'Nobody outside Meta has published what stands here.',
);

export const accountFields = {
  account_alerts: {
    title: 'Alerts about limits, official business accounts and the profile picture',
    status: 'live',
    source: 'account_alerts webhook reference, 2025-10-22, re-dated 2026-05-21',
    level: 'account',
    value: alertsValue,
  },
  account_review_update: {
    title: 'The review of a WhatsApp Business Account',
    status: 'live',
    source: 'account_review_update webhook reference, 2025',
    level: 'account',
    value: reviewValue,
  },
  business_capability_update: {
    title: 'What a business may do: messaging limits and numbers',
    status: 'live',
    source: 'business_capability_update webhook reference, 2025-11-14',
    level: 'account',
    value: capabilityValue,
  },
  business_status_update: {
    title: 'The status of a business',
    status: 'doubtful',
    source: 'offered in the App Dashboard, June 2026; no page found',
    level: 'account',
    value: undocumented,
  },
  consumer_profile: {
    title: 'Profiles of users',
    status: 'doubtful',
    source: 'webhook overrides page, 2026-06-28; no payload documented',
    level: 'messages',
    value: undocumented,
  },
  partner_solutions: {
    title: 'Solutions shared by several partners',
    status: 'live',
    source: 'partner_solutions webhook reference, 2025',
    level: 'account',
    value: solutionsValue,
  },
} satisfies Record<string, FieldSchema>;
