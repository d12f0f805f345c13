import { describe, expect, it } from 'vitest';
import { FROM_ADA, linesOf } from './telling.ts';

describe('a field', () => {
  it.each<[string, object, string]>([
    [
      'account_alerts',
      { alert_type: 'OBA_APPROVED', alert_severity: 'INFORMATIONAL' },
      'account alert OBA_APPROVED, informational',
    ],
    [
      'account_alerts',
      { entity_type: 'CURRENT_STATUS_ID', entity_id: '2', alert_info: { alert_type: 'PROFILE_PICTURE_LOST' } },
      'account alert PROFILE_PICTURE_LOST, for profile of 2',
    ],
    ['account_review_update', { decision: 'DEFERRED' }, 'account review: deferred'],
    [
      'account_settings_update',
      { phone_number_settings: { phone_number_id: '2', calling: { status: 'ENABLED' } } },
      'settings of phone number id 2: calling enabled',
    ],
    ['account_update', { event: 'ACCOUNT_DELETED' }, 'account deleted'],
    [
      'account_update',
      { event: 'ACCOUNT_OFFBOARDED', phone_number: '9' },
      'account offboarded from the platform, number 9',
    ],
    ['account_update', { event: 'ACCOUNT_RECONNECTED' }, 'account reconnected'],
    [
      'account_update',
      {
        event: 'ACCOUNT_RESTRICTION',
        restriction_info: [{ restriction_type: 'RESTRICTED_UTILITY_TEMPLATES', expiration: 1791021600 }, {}],
      },
      'account restricted until 2026-10-03: no utility templates (RESTRICTED_UTILITY_TEMPLATES), and 1 more restriction',
    ],
    [
      'account_update',
      { event: 'ACCOUNT_VIOLATION', violation_info: { violation_type: 'SCAM' } },
      'account violates a policy: SCAM',
    ],
    [
      'account_update',
      {
        event: 'ACCOUNT_VIOLATION',
        violation_info: { violation_type: 'SPAM', remediation: 'Stop.' },
        phone_number: '9',
      },
      'account violates a policy: SPAM, "Stop.", number 9',
    ],
    ['account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } }, 'account disabled'],
    ['account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'REINSTATE' } }, 'account reinstated'],
    ['account_update', { event: 'DISABLED_UPDATE' }, 'account ban without a state'],
    [
      'account_update',
      { event: 'AD_ACCOUNT_LINKED', waba_info: { waba_id: '1', ad_account_linked: '7' } },
      'ad account 7 linked to account 1',
    ],
    [
      'account_update',
      { event: 'AUTH_INTL_PRICE_ELIGIBILITY_UPDATE' },
      'international rates for authentication messages',
    ],
    [
      'account_update',
      { event: 'BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE', country: 'DE' },
      'primary country of the business: DE',
    ],
    [
      'account_update',
      {
        event: 'DISABLED_UPDATE',
        ban_info: { waba_ban_state: 'SCHEDULE_FOR_DISABLE', waba_ban_date: 'April 17, 2025' },
      },
      'account will be disabled on April 17, 2025',
    ],
    [
      'account_update',
      { event: 'MM_LITE_TERMS_SIGNED', waba_info: { waba_id: '1' } },
      'Marketing Messages terms signed for account 1',
    ],
    ['account_update', { event: 'PARTNER_ADDED', waba_info: { waba_id: '1' } }, 'partner added to account 1'],
    [
      'account_update',
      { event: 'PARTNER_REMOVED', disconnection_info: { reason: 'CHANGE_NUMBER', initiated_by: 'USER' } },
      'partner removed: CHANGE_NUMBER by user',
    ],
    [
      'account_update',
      { event: 'PARTNER_APP_INSTALLED', waba_info: { waba_id: '1', partner_app_id: '8' } },
      'partner app 8 installed for account 1',
    ],
    ['account_update', { event: 'PARTNER_APP_UNINSTALLED', partner_app_id: '8' }, 'partner app 8 uninstalled'],
    [
      'account_update',
      {
        event: 'PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE',
        partner_client_certification_info: {
          client_business_id: '3',
          status: 'FAILED',
          rejection_reasons: ['WEBSITE NOT MATCHING'],
        },
      },
      'business certification of 3: failed, WEBSITE NOT MATCHING',
    ],
    [
      'account_update',
      {
        event: 'PARTNER_CLIENT_CERTIFICATION_NEEDED',
        partner_client_certification_needed_info: { client_business_id: '3' },
      },
      'business certification needed for 3',
    ],
    [
      'account_update',
      { event: 'VOLUME_BASED_PRICING_TIER_UPDATE', volume_tier_info: { tier: '1:2', effective_month: '2026-10' } },
      'new price tier for 2026-10: 1 to 2 messages',
    ],
    ['account_update', { event: 'VERIFIED_ACCOUNT' }, 'account verified'],
    ['account_update', { event: 'TELEPORTED' }, 'unknown account event TELEPORTED'],
    ['account_update', {}, 'account update without an event'],
    [
      'automatic_events',
      { automatic_events: [{ event_name: 'LeadSubmitted', id: 'wamid.1' }] },
      'automatic event LeadSubmitted in wamid.1',
    ],
    [
      'business_capability_update',
      { max_daily_conversation_per_phone: -1 },
      'business limits: unlimited conversations a day and number',
    ],
    [
      'business_capability_update',
      { max_daily_conversations_per_business: 'TIER_2K' },
      'business limits: TIER_2K conversations a day',
    ],
    ['business_status_update', {}, 'business status update, contents not documented by Meta'],
    [
      'business_username_updates',
      { display_phone_number: '9', status: 'deleted' },
      'business username of number 9: deleted',
    ],
    ['consumer_profile', { event: 'CHANGED' }, 'consumer profile: CHANGED'],
    [
      'flows',
      { event: 'ENDPOINT_AVAILABILITY', flow_id: '4', availability: 80, threshold: 90 },
      'flow 4: endpoint availability 80 %, threshold 90 %',
    ],
    [
      'flows',
      { event: 'FLOW_VERSION_EXPIRY_WARNING', flow_id: '4', warning: 'Soon' },
      'flow 4: version expires: "Soon"',
    ],
    ['flows', { event: 'FLOW_SANG', flow_id: '4', message: 'La' }, 'flow 4: unknown event FLOW_SANG, "La"'],
    [
      'group_lifecycle_update',
      { groups: [{ type: 'group_create', subject: 'S', errors: [{ code: 131201, title: 'No' }] }] },
      'group not created: "S": 131201 No: read the details, the group, its members or its limits do not allow this',
    ],
    ['group_lifecycle_update', { groups: [{ type: 'group_delete', group_id: 'G1' }] }, 'group G1 deleted'],
    [
      'group_lifecycle_update',
      { groups: [{ type: 'group_delete', group_id: 'G1', errors: [{ code: 7, title: 'No' }] }] },
      'group G1 not deleted: 7 No',
    ],
    [
      'message_template_status_update',
      { event: 'FLAGGED', message_template_name: 't', disable_info: { disable_date: 1791021600 } },
      'template t: flagged, disabled on 2026-10-03',
    ],
    [
      'group_participants_update',
      { groups: [{ type: 'group_participants_add', group_id: 'G1', added_participants: [{ wa_id: '1' }, {}, {}] }] },
      '1 and 2 more joined group G1',
    ],
    [
      'group_participants_update',
      {
        groups: [
          {
            type: 'group_participants_remove',
            group_id: 'G1',
            removed_participants: [{ input: '1' }],
            failed_participants: [{}],
          },
        ],
      },
      '1 removed from group G1, 1 removal failed',
    ],
    [
      'group_participants_update',
      { groups: [{ type: 'group_join_request_created', group_id: 'G1', user_id: 'US.1' }] },
      'US.1 asks to join group G1',
    ],
    [
      'group_participants_update',
      { groups: [{ type: 'group_join_request_revoked', group_id: 'G1', wa_id: '1' }] },
      '1 no longer asks to join group G1',
    ],
    [
      'group_settings_update',
      { groups: [{ type: 'group_settings_update', group_id: 'G1', profile_picture: { update_successful: false } }] },
      'settings of group G1: picture not changed',
    ],
    [
      'group_status_update',
      { groups: [{ type: 'group_suspend_cleared', group_id: 'G1' }] },
      'group G1 no longer suspended',
    ],
    ['group_status_update', { groups: [{ type: 'group_flew', group_id: 'G1' }] }, 'group G1: unknown event group_flew'],
    [
      'history',
      { history: [{ errors: [{ code: 2593109, title: 'Off' }] }] },
      'history not shared: 2593109 Off: no history will come, the business declined to share it',
    ],
    ['history', { messages: [{ ...FROM_ADA, type: 'image' }] }, 'image from 15550100300, from history'],
    ['message_echoes', { message_echoes: [{ to: '1', type: 'text', text: { body: 'a' } }] }, 'text to 1, an echo: "a"'],
    [
      'message_template_components_update',
      { message_template_name: 't', message_template_buttons: [{}, {}] },
      'template t edited: 2 buttons',
    ],
    [
      'message_template_quality_update',
      { message_template_id: 5, new_quality_score: 'RED' },
      'template 5: quality from not known to RED',
    ],
    [
      'message_template_status_update',
      { event: 'PENDING_DELETION', message_template_name: 't', reason: null },
      'template t: pending deletion',
    ],
    [
      'message_template_status_update',
      { event: 'DISABLED', message_template_name: 't', disable_info: { disable_date: '1791021600' } },
      'template t: disabled, on 2026-10-03',
    ],
    [
      'messages',
      { errors: [{ code: 130429, title: 'Rate limit hit' }] },
      'error 130429 Rate limit hit: too many messages a second from this number, send more slowly',
    ],
    [
      'messages',
      {
        user_actions: [
          {
            action_type: 'marketing_messages_link_click',
            marketing_messages_link_click_data: { click_component: 'cta' },
          },
        ],
      },
      'user action marketing messages link click: on cta',
    ],
    ['messages', {}, 'messages webhook with nothing in it'],
    ['messages', { messages: ['x'] }, 'messages holds a string where an object belongs'],
    [
      'messaging_handovers',
      { sender: { phone_number: '1' }, control_passed: { metadata: 'm' } },
      'control of 1 passed: "m"',
    ],
    [
      'messaging_handovers',
      { sender: { phone_number: '1' }, type: 'control_taken', control_taken: { new_owner_role: 'customer_service' } },
      'control of 1 taken by customer service',
    ],
    ['messaging_handovers', {}, 'control of an unnamed user handed over'],
    [
      'partner_solutions',
      { event: 'SOLUTION_CREATED', solution_id: '8', solution_status: 'DRAFT' },
      'partner solution 8 created, now draft',
    ],
    ['payment_configuration_update', { configuration_name: 'c', status: 'Active' }, 'payment configuration c: Active'],
    [
      'phone_number_name_update',
      { display_phone_number: '9', decision: 'APPROVED', requested_verified_name: 'Shop', rejection_reason: null },
      'display name "Shop" of number 9: approved',
    ],
    [
      'phone_number_quality_update',
      { display_phone_number: '9', event: 'FLAGGED', current_limit: 'TIER_10K', old_limit: 'TIER_100K' },
      'number 9: flagged, limit TIER_10K, before TIER_100K',
    ],
    [
      'security',
      { display_phone_number: '9', event: 'PIN_RESET_REQUEST', requester: '6' },
      'number 9: PIN reset requested by 6',
    ],
    [
      'smb_app_state_sync',
      { state_sync: [{ type: 'contact', action: 'remove', contact: { user_id: 'US.1' } }] },
      'contact removed in the WhatsApp Business app: US.1',
    ],
    [
      'smb_message_echoes',
      { message_echoes: [{ to: '1', type: 'revoke', revoke: { original_message_id: 'wamid.1' } }] },
      'revoke to 1, sent in the WhatsApp Business app: deleted wamid.1',
    ],
    ['standby', { standby: { statuses: [{ status: 'read', recipient_id: '1' }] } }, 'read by 1, on standby'],
    [
      'standby',
      {
        standby: {
          message_echoes: [
            { message: { to: '1', type: 'template', template: { name: 't', language: { code: 'de' } } } },
          ],
        },
      },
      'template to 1, sent by the app that holds the thread: t (de)',
    ],
    ['standby', { messaging_product: 'whatsapp' }, 'standby webhook with nothing in it'],
    [
      'template_category_update',
      { message_template_name: 't', new_category: 'UTILITY', correct_category: 'MARKETING' },
      'template t: category will be MARKETING, now UTILITY',
    ],
    [
      'template_correct_category_detection',
      { message_template_name: 't', category: 'UTILITY', correct_category: 'MARKETING' },
      'template t: should be MARKETING, is UTILITY',
    ],
    [
      'tracking_events',
      { events: [{ event_name: 'sent', tracking_data: { click_id: 'c' } }] },
      'tracking event sent, click c',
    ],
    [
      'user_id_update',
      { user_id_update: [{ wa_id: '1', user_id: { previous: 'US.1', current: 'US.2' } }] },
      'user id of 1 changed from US.1 to US.2',
    ],
    [
      'user_preferences',
      { user_preferences: [{ wa_id: '1', category: 'marketing_messages', value: 'stop' }] },
      '1: stop sending marketing messages',
    ],
    ['galaxy_update', { event: 'STAR' }, 'unknown field "galaxy_update", kept'],
    ['constructor', {}, 'unknown field "constructor", kept'],
  ])('%s %j', (field, value, line) => {
    expect(linesOf(field, value)).toEqual([line]);
  });
});
