import {
  contacts,
  error,
  messagingProduct,
  metadata,
  parentUserId,
  userId,
  username,
  valueErrors,
} from './envelope.ts';
import {
  type FieldSchema,
  flag,
  list,
  numeric,
  openText,
  openType,
  optional,
  shape,
  type TSchema,
  text,
} from './field.ts';

const timestamp = numeric('When, in Unix seconds: text in most examples of Meta, a number in some.');
const groupId = optional(text('Id of the group.'));
const requestId = optional(text('Id of the request that this answers.'));
const errors = optional(list(error, 'What did not work.'));

const lifecycle = shape(
  {
    timestamp,
    group_id: groupId,
    type: openType(['group_create', 'group_delete'], 'What became of the group.'),
    request_id: requestId,
    subject: optional(text('Name of the group.')),
    description: optional(text('Description of the group.')),
    invite_link: optional(text('Link to join by.')),
    join_approval_mode: optional(
      openText(['auto_approve', 'approval_required'], 'Whether the business must let people in.'),
    ),
    errors,
  },
  'A group that was made or deleted, or could not be.',
);

const participant = {
  wa_id: optional(text('Number of the member as digits; absent when Meta may not share it.')),
  user_id: optional(userId),
  parent_user_id: optional(parentUserId),
  username: optional(username),
  input: optional(text('The member as the business had named it in its request.')),
};

const participants = shape(
  {
    timestamp,
    group_id: groupId,
    type: openType(
      [
        ...['group_participants_add', 'group_participants_remove'],
        ...['group_join_request_created', 'group_join_request_revoked'],
      ],
      'What happened in the group.',
    ),
    reason: optional(openText(['invite_link'], 'How it came about.')),
    request_id: requestId,
    join_request_id: optional(text('Id of the request to join; needed to answer it.')),
    wa_id: optional(text('Number of the one who asks as digits.')),
    user_id: optional(userId),
    parent_user_id: optional(parentUserId),
    username: optional(username),
    initiated_by: optional(openText(['business', 'participant'], 'Who did it.')),
    added_participants: optional(list(shape(participant, 'One member.'), 'Who joined.')),
    removed_participants: optional(list(shape(participant, 'One member.'), 'Who left or was removed.')),
    failed_participants: optional(
      list(shape({ ...participant, errors }, 'One member.'), 'Who could not be removed, and why.'),
    ),
    errors,
  },
  'Who joined, left, or asks to join.',
);

const outcome = {
  update_successful: optional(flag('Whether it worked.')),
  errors,
};

const settings = shape(
  {
    timestamp,
    group_id: groupId,
    type: openType(['group_settings_update'], 'What happened.'),
    request_id: requestId,
    profile_picture: optional(
      shape(
        {
          mime_type: optional(text('What kind of file it is.')),
          sha256: optional(text('Hash of the picture, in base64.')),
          ...outcome,
        },
        'The new picture.',
      ),
    ),
    group_subject: optional(shape({ text: optional(text('The words.')), ...outcome }, 'The new name.')),
    group_description: optional(shape({ text: optional(text('The words.')), ...outcome }, 'The new description.')),
    errors,
  },
  'What was changed about a group, and whether it worked.',
);

const suspension = shape(
  {
    timestamp,
    group_id: groupId,
    type: openType(['group_suspend', 'group_suspend_cleared'], 'Whether the group was suspended or set free.'),
    errors,
  },
  'A group that Meta suspended, or no longer does.',
);

function groupsValue<Group extends TSchema>(group: Group) {
  return shape(
    {
      messaging_product: messagingProduct,
      metadata,
      contacts: optional(contacts),
      groups: list(group, 'What happened, group by group.'),
      errors: optional(valueErrors),
    },
    'What happened in groups.',
  );
}

const SOURCE = 'Webhooks for Groups API, 2025-10-22';
const participantsValue = groupsValue(participants);

export const groupsFields = {
  group_lifecycle_update: {
    title: 'Groups made and deleted',
    status: 'live',
    source: SOURCE,
    level: 'messages',
    value: groupsValue(lifecycle),
  },
  group_participants_update: {
    title: 'Members of groups',
    status: 'live',
    source: SOURCE,
    level: 'messages',
    value: participantsValue,
  },
  group_participant_update: {
    title: 'Members of groups, as the OpenAPI of 2025-11 spells the field',
    status: 'doubtful',
    source: 'OpenAPI business-messaging v23.0, 2025-11; the guide has group_participants_update',
    level: 'messages',
    value: participantsValue,
  },
  group_settings_update: {
    title: 'Name, description and picture of groups',
    status: 'live',
    source: SOURCE,
    level: 'messages',
    value: groupsValue(settings),
  },
  group_status_update: {
    title: 'Groups suspended and set free',
    status: 'live',
    source: SOURCE,
    level: 'messages',
    value: groupsValue(suspension),
  },
} satisfies Record<string, FieldSchema>;
