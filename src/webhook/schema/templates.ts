import { type FieldSchema, list, numeric, openText, openTextOrNull, openType, optional, shape, text } from './field.ts';

const CATEGORIES = ['MARKETING', 'UTILITY', 'AUTHENTICATION'] as const;
const SCORES = ['GREEN', 'YELLOW', 'RED', 'UNKNOWN'] as const;

const template = {
  message_template_id: numeric('Id of the template; a number of up to 16 digits, unlike all other ids.'),
  message_template_name: text('Name of the template.'),
  message_template_language: text('Language of the template: en_US, or en-US in some examples.'),
};

const qualityScores = {
  previous_quality_score: openText(SCORES, 'How well users liked it before.'),
  new_quality_score: openText(SCORES, 'How well users like it now.'),
};

const statusValue = shape(
  {
    event: openType(
      [
        ...['APPROVED', 'ARCHIVED', 'UNARCHIVED', 'DELETED', 'DISABLED', 'FLAGGED', 'IN_APPEAL', 'LIMIT_EXCEEDED'],
        ...['LOCKED', 'PAUSED', 'PENDING', 'REINSTATED', 'PENDING_DELETION', 'REJECTED'],
      ],
      'What became of the template.',
    ),
    ...template,
    message_template_category: optional(openText(CATEGORIES, 'Which rate applies.')),
    reason: optional(
      openTextOrNull(
        [
          ...['NONE', 'ABUSIVE_CONTENT', 'CATEGORY_NOT_AVAILABLE', 'INCORRECT_CATEGORY', 'INVALID_FORMAT'],
          ...['PROMOTIONAL', 'SCAM', 'TAG_CONTENT_MISMATCH'],
        ],
        'Why it was rejected; null where it is about to be deleted.',
      ),
    ),
    disable_info: optional(
      shape({ disable_date: numeric('When, in Unix seconds; shown as text too.') }, 'Only with DISABLED.'),
    ),
    other_info: optional(
      shape(
        {
          title: openText(
            ['FIRST_PAUSE', 'SECOND_PAUSE', 'RATE_LIMITING_PAUSE', 'UNPAUSE', 'DISABLED'],
            'Which pause or lock it is.',
          ),
          description: optional(text('The words.')),
        },
        'Only with PAUSED and LOCKED.',
      ),
    ),
    rejection_info: optional(
      shape(
        { reason: optional(text('What is wrong with the template.')), recommendation: optional(text('What to do.')) },
        'Only with the reason INVALID_FORMAT.',
      ),
    ),
  },
  'What became of a message template.',
);

const qualityValue = shape({ ...qualityScores, ...template }, 'How well users like a message template.');

const templateButton = shape(
  {
    message_template_button_type: openText(
      [
        ...['CATALOG', 'COPY_CODE', 'EXTENSION', 'FLOW', 'MPM', 'ORDER_DETAILS', 'OTP', 'PHONE_NUMBER', 'POSTBACK'],
        ...['REMINDER', 'SEND_LOCATION', 'SPM', 'QUICK_REPLY', 'URL', 'VOICE_CALL'],
      ],
      'What the button does.',
    ),
    message_template_button_text: optional(text('The words on the button.')),
    message_template_button_url: optional(text('The address behind it.')),
    message_template_button_phone_number: optional(text('The number behind it.')),
  },
  'One button.',
);

const componentsValue = shape(
  {
    ...template,
    message_template_element: optional(text('The words of the body.')),
    message_template_title: optional(text('The words of the header, where it is text.')),
    message_template_footer: optional(text('The words of the footer.')),
    message_template_buttons: optional(list(templateButton, 'The buttons.')),
  },
  'A message template that was edited, as it stands now.',
);

const categoryValue = shape(
  {
    ...template,
    previous_category: optional(openText(CATEGORIES, 'The category before; only once it is changed.')),
    new_category: openText(CATEGORIES, 'The category that it has now, also while a change is announced.'),
    correct_category: optional(openText(CATEGORIES, 'The category that it will have; only while announced.')),
    category_update_timestamp: optional(numeric('When it will change, in Unix seconds.')),
  },
  'A template whose category changed, or will within 24 hours.',
);

const detectionValue = shape(
  {
    ...template,
    category: optional(openText(CATEGORIES, 'The category that the template has.')),
    correct_category: optional(openText(CATEGORIES, 'The category that Meta finds right.')),
  },
  'A template whose category does not fit what it says; Direct Send.',
);

const performanceValue = shape(
  { ...template, message_template_id: optional(template.message_template_id) },
  'Figures of a template. Meta named the field in 2023 and published no payload.',
);

export const templateFields = {
  message_template_status_update: {
    title: 'What became of a message template',
    status: 'live',
    source: 'message_template_status_update webhook reference, 2025-11-14 and 2026-05-21',
    level: 'account',
    value: statusValue,
  },
  message_template_quality_update: {
    title: 'How well users like a message template',
    status: 'live',
    source: 'message_template_quality_update webhook reference, 2025',
    level: 'account',
    value: qualityValue,
  },
  message_template_components_update: {
    title: 'A message template that was edited',
    status: 'live',
    source: 'message_template_components_update webhook reference, 2025-11-14',
    level: 'account',
    value: componentsValue,
  },
  template_category_update: {
    title: 'A message template whose category changes',
    status: 'live',
    source: 'template_category_update webhook reference, 2025-11-11',
    level: 'account',
    value: categoryValue,
  },
  template_correct_category_detection: {
    title: 'A message template whose category does not fit',
    status: 'live',
    source: 'Direct Send page, as reported 2026-09',
    level: 'account',
    value: detectionValue,
  },
  template_performance_metrics: {
    title: 'Figures of a message template',
    status: 'gone',
    source: "Meta's changelog of 2023; no page today",
    level: 'account',
    value: performanceValue,
  },
} satisfies Record<string, FieldSchema>;
