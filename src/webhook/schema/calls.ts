import { contacts, error, messagingProduct, metadata, parentUserId, userId, valueErrors } from './envelope.ts';
import { type FieldSchema, list, named, numeric, openText, openType, optional, shape, text, whole } from './field.ts';
import { audio, document } from './media.ts';

const call = named(
  'Call',
  shape(
    {
      id: text('Id of the call.'),
      from: optional(text('Number of the caller as digits; absent when Meta may not share it.')),
      to: optional(text('Number that is called as digits; absent when Meta may not share it.')),
      from_user_id: optional(userId),
      from_parent_user_id: optional(parentUserId),
      to_user_id: optional(userId),
      to_parent_user_id: optional(parentUserId),
      event: openType(
        ['connect', 'call_created', 'terminate', 'call_recording_available', 'call_transcription_available'],
        'What happened to the call.',
      ),
      timestamp: text('When, in Unix seconds as text.'),
      direction: optional(openText(['BUSINESS_INITIATED', 'USER_INITIATED'], 'Who called.')),
      session: optional(
        shape(
          {
            sdp_type: openText(['offer', 'answer'], 'offer when the user calls, answer when the business does.'),
            sdp: text('The session description, RFC 8866.'),
          },
          'How to connect the audio; only with connect.',
        ),
      ),
      status: optional(
        openText(['COMPLETED', 'FAILED', 'Completed', 'Failed'], 'How the call ended; only with terminate.'),
      ),
      start_time: optional(numeric('When it was answered, in Unix seconds.')),
      end_time: optional(numeric('When it ended, in Unix seconds.')),
      duration: optional(whole('How long it lasted, in seconds.')),
      biz_opaque_callback_data: optional(text('What the business gave along when it called.')),
      deeplink_payload: optional(text('What the business put behind the call link.')),
      cta_payload: optional(text('What the business put behind the call button.')),
      call_recording: optional(
        shape(
          { type: openText(['audio'], 'What kind of file it is.'), audio: optional(audio) },
          'The recording of the call.',
        ),
      ),
      call_transcript: optional(
        shape(
          {
            type: optional(openText(['document'], 'What kind of file it is.')),
            document: optional(document),
          },
          'The call as text.',
        ),
      ),
      errors: optional(list(error, 'Why the call failed.')),
    },
    'One call.',
  ),
);

const callStatus = named(
  'CallStatus',
  shape(
    {
      id: text('Id of the call.'),
      type: openText(['call'], 'Always call.'),
      status: openText(['RINGING', 'ACCEPTED', 'REJECTED'], 'What the user did.'),
      timestamp: text('When, in Unix seconds as text.'),
      recipient_id: optional(text("The user's number as digits; absent when Meta may not share it.")),
      recipient_user_id: optional(userId),
      recipient_parent_user_id: optional(parentUserId),
      biz_opaque_callback_data: optional(text('What the business gave along when it called.')),
      errors: optional(list(error, 'Why the call failed.')),
    },
    'How a call of the business is going.',
  ),
);

const callsValue = shape(
  {
    messaging_product: messagingProduct,
    metadata,
    contacts: optional(contacts),
    calls: optional(list(call, 'Calls that begin, end, or left something behind.')),
    statuses: optional(list(callStatus, 'How calls of the business are going.')),
    errors: optional(valueErrors),
  },
  'Calls with users.',
);

export const callsFields = {
  calls: {
    title: 'Calls with users',
    status: 'live',
    source: 'Calling API, business- and user-initiated calls, 2025-11; recordings and transcripts reported 2026-09',
    level: 'messages',
    value: callsValue,
  },
} satisfies Record<string, FieldSchema>;
