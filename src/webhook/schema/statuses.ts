import { error } from './envelope.ts';
import { anyObject, flag, list, named, numeric, openText, optional, shape, text } from './field.ts';

const pricing = named(
  'Pricing',
  shape(
    {
      billable: optional(flag('Whether this message costs; Meta means to drop it.')),
      pricing_model: optional(
        openText(['PMP', 'CBP'], 'PMP: each message has a price. CBP, before July 2025: each conversation.'),
      ),
      type: optional(
        openText(
          ['regular', 'free_customer_service', 'free_entry_point', 'free_group_customer_service'],
          'Whether it is charged, or why it is free.',
        ),
      ),
      category: optional(
        openText(
          [
            ...['authentication', 'authentication-international', 'marketing', 'marketing_lite', 'referral_conversion'],
            ...['service', 'utility', 'group_marketing', 'group_utility', 'group_service'],
          ],
          'Which rate applies.',
        ),
      ),
    },
    'What the message costs.',
  ),
);

const conversation = shape(
  {
    id: optional(text('Id of the conversation; a new one for each message since July 2025.')),
    expiration_timestamp: optional(numeric('When the conversation ends, in Unix seconds; only with sent.')),
    origin: optional(
      shape(
        {
          type: optional(
            openText(
              [
                ...['authentication', 'authentication_international', 'marketing', 'marketing_lite', 'utility'],
                ...['referral_conversion', 'service', 'user_initiated', 'business_initiated'],
              ],
              'What kind of conversation it is.',
            ),
          ),
        },
        'What opened the conversation.',
      ),
    ),
    pricing: optional(pricing),
  },
  'The conversation of the message; since Graph API v24.0 only after an ad or a call button.',
);

const amount = shape(
  {
    value: numeric('The amount, times the offset.'),
    offset: optional(numeric('What to divide the value by: 100.')),
  },
  'How much.',
);

const transaction = shape(
  {
    id: optional(text('Id of the transaction.')),
    pg_transaction_id: optional(text("The payment gateway's own id of it.")),
    type: optional(text('Which gateway or way of paying.')),
    status: optional(openText(['success', 'failed', 'pending'], 'How it went.')),
    created_timestamp: optional(numeric('When it began, in Unix seconds.')),
    updated_timestamp: optional(numeric('When it last changed, in Unix seconds.')),
    amount: optional(amount),
    currency: optional(text('Currency as three letters.')),
    method: optional(shape({ type: optional(text('Such as upi or card.')) }, 'How the user paid.')),
    error: optional(
      shape(
        { code: optional(numeric('Code of the error.')), reason: optional(text('Why it failed.')) },
        'Why it failed.',
      ),
    ),
  },
  'One try to pay.',
);

const payment = shape(
  {
    reference_id: text('The id that the business gave to the order.'),
    amount: optional(amount),
    currency: optional(text('Currency as three letters.')),
    transaction: optional(transaction),
    receipt: optional(text('Receipt number that the business gave.')),
    notes: optional(anyObject('What the business noted with the order.')),
    udf1: optional(text('First text that the business set for itself.')),
    udf2: optional(text('Second text that the business set for itself.')),
    udf3: optional(text('Third text that the business set for itself.')),
    udf4: optional(text('Fourth text that the business set for itself.')),
    refunds: optional(
      list(anyObject('One refund; Meta names the list without its properties.'), 'What was paid back.'),
    ),
  },
  'What became of a payment; India and Brazil.',
);

const statusNames = ['sent', 'delivered', 'read', 'played', 'failed', 'deleted', 'captured', 'pending'] as const;

export const status = named(
  'Status',
  shape(
    {
      id: text('Id of the message, as the answer to sending it gave it.'),
      status: openText(
        statusNames,
        'What became of the message. captured and pending are of payments; deleted is older than the Cloud API.',
      ),
      timestamp: text('When that happened, in Unix seconds as text.'),
      type: optional(openText(['message', 'payment'], 'payment where this is about a payment.')),
      recipient_id: optional(
        text("The user's number as digits, or the id of the group; absent when Meta may not share it."),
      ),
      recipient_user_id: optional(text("The user's business-scoped id (BSUID).")),
      recipient_parent_user_id: optional(text("The user's id across linked business portfolios.")),
      parent_recipient_user_id: optional(text('How recipient_parent_user_id was spelled before May 2026.')),
      recipient_type: optional(openText(['individual', 'group'], 'group where the message went to a group.')),
      recipient_participant_id: optional(text('Number of the member of the group that this is about.')),
      participant_recipient_id: optional(text("recipient_participant_id, as three of Meta's examples spell it.")),
      recipient_participant_user_id: optional(text('BSUID of the member of the group that this is about.')),
      recipient_participant_parent_user_id: optional(text("The member's id across linked business portfolios.")),
      recipient_identity_key_hash: optional(
        text("Fingerprint of the user's identity key; only when the identity change check is on."),
      ),
      biz_opaque_callback_data: optional(text('What the business gave along when it sent the message.')),
      template_id: optional(numeric('Id of the template; only with Direct Send.')),
      conversation: optional(conversation),
      pricing: optional(pricing),
      errors: optional(list(error, 'Why it failed; only with failed.')),
      payment: optional(payment),
    },
    'What became of one message that the business sent.',
  ),
);
