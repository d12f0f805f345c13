import { type FieldSchema, list, number, numeric, openText, openType, optional, shape, text } from './field.ts';

const STATES = ['DRAFT', 'PUBLISHED', 'THROTTLED', 'BLOCKED', 'DEPRECATED'] as const;

const flowError = shape(
  {
    error_type: text('Which error.'),
    error_rate: optional(number('How often, in percent.')),
    error_count: optional(numeric('How often.')),
  },
  'One kind of error.',
);

const flowsValue = shape(
  {
    event: openType(
      [
        ...['FLOW_STATUS_CHANGE', 'CLIENT_ERROR_RATE', 'ENDPOINT_ERROR_RATE', 'ENDPOINT_LATENCY'],
        ...['ENDPOINT_AVAILABILITY', 'FLOW_VERSION_EXPIRY_WARNING'],
      ],
      'What changed, or which figure left its bounds.',
    ),
    flow_id: text('Id of the flow.'),
    message: optional(text('The news in English words.')),
    old_status: optional(openText(STATES, 'How the flow stood before.')),
    new_status: optional(openText(STATES, 'How the flow stands now.')),
    error_rate: optional(number('How many requests failed, in percent.')),
    threshold: optional(number('The bound that was crossed: percent, or milliseconds for latency.')),
    alert_state: optional(openText(['ACTIVATED', 'DEACTIVATED'], 'Whether the alert begins or ends.')),
    errors: optional(list(flowError, 'Which errors there were.')),
    p50_latency: optional(number('Half of the answers took at most so many milliseconds.')),
    p90_latency: optional(number('Nine of ten answers took at most so many milliseconds.')),
    requests_count: optional(numeric('How many requests were measured.')),
    availability: optional(number('How often the endpoint answered, in percent.')),
    warning: optional(text('What will expire.')),
  },
  'The state and the health of a flow. What users fill in comes as a message.',
);

export const flowsFields = {
  flows: {
    title: 'The state and the health of flows',
    status: 'live',
    source: 'Flows webhooks page, as reported 2026-09',
    level: 'account',
    value: flowsValue,
  },
} satisfies Record<string, FieldSchema>;
