import { type FieldSchema, list, numeric, openText, openType, optional, shape, text } from './field.ts';

/** Every event of `account_update`; each brings an object of its own, or none. */
const EVENTS = [
  ...['ACCOUNT_DELETED', 'ACCOUNT_OFFBOARDED', 'ACCOUNT_RECONNECTED', 'ACCOUNT_RESTRICTION', 'ACCOUNT_VIOLATION'],
  ...['AD_ACCOUNT_LINKED', 'AUTH_INTL_PRICE_ELIGIBILITY_UPDATE', 'BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE'],
  ...['DISABLED_UPDATE', 'MM_LITE_TERMS_SIGNED', 'PARTNER_ADDED', 'PARTNER_REMOVED', 'PARTNER_APP_INSTALLED'],
  ...['PARTNER_APP_UNINSTALLED', 'PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE', 'PARTNER_CLIENT_CERTIFICATION_NEEDED'],
  ...['VOLUME_BASED_PRICING_TIER_UPDATE', 'VERIFIED_ACCOUNT'],
] as const;

const RESTRICTIONS = [
  ...['RESTRICTED_ADD_PHONE_NUMBER_ACTION', 'RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING'],
  ...['RESTRICTED_BIZ_INITIATED_MESSAGING', 'RESTRICTED_BUSINESS_INITIATED_CALLING'],
  ...['RESTRICTED_CUSTOMER_INITIATED_MESSAGING', 'RESTRICTED_DIRECT_SEND_UTILITY_TEMPLATES'],
  ...['RESTRICTED_USER_INITIATED_CALLING', 'RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN'],
  'RESTRICTED_UTILITY_TEMPLATES',
] as const;

/** Meta writes them with spaces on one page and with underscores on another. */
const REJECTIONS = [
  ...['NONE', 'ADDRESS NOT MATCHING', 'BUSINESS NOT ELIGIBLE', 'LEGAL NAME NOT MATCHING'],
  ...['LEGAL NAME NOT FOUND IN DOCUMENTS', 'MALFORMED DOCUMENTS', 'WEBSITE NOT MATCHING'],
  ...['ADDRESS_NOT_MATCHING', 'BUSINESS_NOT_ELIGIBLE', 'LEGAL_NAME_NOT_MATCHING'],
  ...['LEGAL_NAME_NOT_FOUND_IN_DOCUMENTS', 'MALFORMED_DOCUMENTS', 'WEBSITE_NOT_MATCHING'],
] as const;

const restriction = shape(
  {
    restriction_type: openText(RESTRICTIONS, 'What the account may no longer do.'),
    expiration: optional(numeric('Until when, in Unix seconds.')),
    remediation: optional(text('What to do about it.')),
  },
  'One restriction.',
);

const violation = shape(
  {
    violation_type: text("Which rule was broken, such as SPAM or SCAM; the list on Meta's policy page is long."),
    remediation: optional(text('What to do about it.')),
  },
  'The rule of WhatsApp that was broken.',
);

const account = shape(
  {
    waba_id: optional(text('Id of the WhatsApp Business Account.')),
    owner_business_id: optional(text('Id of the business portfolio that owns the account.')),
    ad_account_linked: optional(text('Id of the ad account that was linked.')),
    ad_account_id: optional(text('Id of the ad account, as one of the pages spells it.')),
    solution_id: optional(text('Id of the solution that partners share.')),
    solution_partner_business_ids: optional(list(text('Id of a partner.'), 'The partners of the solution.')),
    partner_app_id: optional(text("Id of the partner's app.")),
  },
  'The account that this is about; the entry has the id of the portfolio then.',
);

const authenticationRate = shape(
  {
    start_time: optional(numeric('From when on, in Unix seconds.')),
    exception_countries: optional(
      list(
        shape(
          {
            country_code: text('Country as two letters.'),
            start_time: numeric('From when on there, in Unix seconds.'),
          },
          'One country.',
        ),
        'Countries with a day of their own.',
      ),
    ),
  },
  'From when the international rate for authentication messages applies.',
);

const ban = shape(
  {
    waba_ban_state: openText(['SCHEDULE_FOR_DISABLE', 'DISABLE', 'REINSTATE'], 'How the ban stands.'),
    waba_ban_date: optional(text('Which day, in English words such as April 17, 2025.')),
  },
  'The ban of the account.',
);

const disconnection = shape(
  {
    reason: openText(
      [
        ...['ACCOUNT_DISCONNECTED', 'BUSINESS_DOWNGRADE', 'CHANGE_NUMBER', 'COMPANION_INACTIVITY'],
        ...['PRIMARY_INACTIVITY', 'USER_RE_REGISTERED'],
      ],
      'Why the number shared with the WhatsApp Business app was disconnected.',
    ),
    initiated_by: optional(openText(['SYSTEM', 'USER'], 'Who did it.')),
  },
  'Why the number was disconnected.',
);

const certification = shape(
  {
    client_business_id: text("Id of the client's portfolio."),
    status: openText(['APPROVED', 'DISCARDED', 'FAILED', 'PENDING', 'REVOKED'], 'How the verification stands.'),
    rejection_reasons: optional(list(openText(REJECTIONS, 'One reason.'), 'Why it was refused.')),
  },
  'The verification of a client by a partner.',
);

const pricingTier = shape(
  {
    tier_update_time: optional(numeric('When the tier was reached, in Unix seconds.')),
    pricing_category: optional(text('Which kind of message it is for.')),
    tier: optional(text('From how many to how many messages, as min:max.')),
    effective_month: optional(text('For which month, as YYYY-MM.')),
    region: optional(text('For which country or region.')),
  },
  'The tier of prices that was reached.',
);

const accountUpdateValue = shape(
  {
    event: openType(EVENTS, 'What happened; it decides which object stands beside it.'),
    phone_number: optional(text('The number that this is about, as digits.')),
    country: optional(text('The main country of the business, as two letters.')),
    restriction_info: optional(list(restriction, 'What the account may no longer do.')),
    violation_info: optional(violation),
    waba_info: optional(account),
    auth_international_rate_eligibility: optional(authenticationRate),
    ban_info: optional(ban),
    disconnection_info: optional(disconnection),
    partner_client_certification_info: optional(certification),
    partner_client_certification_needed_info: optional(
      shape({ client_business_id: text("Id of the client's portfolio.") }, 'The client that must be verified.'),
    ),
    volume_tier_info: optional(pricingTier),
  },
  'Something about the account changed: restrictions, bans, partners, prices.',
);

export const accountUpdateFields = {
  account_update: {
    title: 'Changes of the account: restrictions, bans, partners, prices',
    status: 'live',
    source: 'account_update webhook reference, 2025-12-05 to 2026-09-11',
    level: 'account',
    value: accountUpdateValue,
  },
} satisfies Record<string, FieldSchema>;
