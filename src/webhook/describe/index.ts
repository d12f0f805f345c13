import {
  accountUpdateWords,
  capabilityWords,
  describeAccountAlert,
  plainWords,
  reviewWords,
  solutionWords,
} from './account.ts';
import { describeCallStatuses, describeCalls } from './calls.ts';
import {
  describeAppEchoes,
  describeHistory,
  describeHistoryEchoes,
  describeHistoryMessages,
  describePlainEchoes,
  describeStateSync,
} from './coexistence.ts';
import {
  describeAutomaticEvents,
  describeTrackingEvents,
  describeUserActions,
  describeUserPreferences,
  paymentConfigurationWords,
} from './commerce.ts';
import { describeErrors } from './errors.ts';
import { flowWords } from './flows.ts';
import { describeGroups } from './groups.ts';
import { describeHandover, describeStandby } from './handover.ts';
import { describeMessages } from './messages.ts';
import { parts } from './parts.ts';
import { nameUpdateWords, qualityUpdateWords, securityWords, settingsWords, usernameWords } from './phone-number.ts';
import { describeStatuses } from './statuses.ts';
import {
  describeTemplateStatus,
  templateCategoryWords,
  templateComponentsWords,
  templateDetectionWords,
  templateQualityWords,
} from './templates.ts';
import { type DescribeField, oneEvent } from './told.ts';
import { describeUserIdUpdates } from './user-id-update.ts';

/** What `messages` carries; also how a change is read that forgot to name its field. */
export const describeMessagesField: DescribeField = parts(
  (change) => describeMessages(change),
  (change) => describeStatuses(change),
  describeErrors,
  describeUserActions,
);

const describeGroupField = parts(describeGroups, describeErrors);

/** THE LIST: every field of a webhook and what tells it. Add a field here; old spellings stay, since old payloads do. */
export const fieldDescribers: ReadonlyMap<string, DescribeField> = new Map(
  Object.entries({
    account_alerts: describeAccountAlert,
    account_review_update: oneEvent(reviewWords),
    account_settings_update: oneEvent(settingsWords),
    account_update: oneEvent(accountUpdateWords),
    automatic_events: describeAutomaticEvents,
    business_capability_update: oneEvent(capabilityWords),
    business_status_update: oneEvent(plainWords('business status update')),
    business_username_update: oneEvent(usernameWords),
    business_username_updates: oneEvent(usernameWords),
    calls: parts(describeCalls, describeCallStatuses, describeErrors),
    consumer_profile: oneEvent(plainWords('consumer profile')),
    flows: oneEvent(flowWords),
    group_lifecycle_update: describeGroupField,
    group_participant_update: describeGroupField,
    group_participants_update: describeGroupField,
    group_settings_update: describeGroupField,
    group_status_update: describeGroupField,
    history: parts(describeHistory, describeHistoryMessages, describeHistoryEchoes, describeErrors),
    message_echoes: parts(describePlainEchoes, describeErrors),
    message_template_components_update: oneEvent(templateComponentsWords),
    message_template_quality_update: oneEvent(templateQualityWords),
    message_template_status_update: describeTemplateStatus,
    messages: describeMessagesField,
    messaging_handovers: describeHandover,
    partner_solutions: oneEvent(solutionWords),
    payment_configuration_update: oneEvent(paymentConfigurationWords),
    phone_number_name_update: oneEvent(nameUpdateWords),
    phone_number_quality_update: oneEvent(qualityUpdateWords),
    security: oneEvent(securityWords),
    smb_app_state_sync: parts(describeStateSync, describeErrors),
    smb_message_echoes: parts(describeAppEchoes, describeErrors),
    standby: describeStandby,
    template_category_update: oneEvent(templateCategoryWords),
    template_correct_category_detection: oneEvent(templateDetectionWords),
    template_performance_metrics: oneEvent(plainWords('template performance metrics')),
    tracking_events: describeTrackingEvents,
    user_id_update: describeUserIdUpdates,
    user_preferences: parts(describeUserPreferences, describeErrors),
  } satisfies Record<string, DescribeField>),
);
