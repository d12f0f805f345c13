/** The fields whose webhooks go to an override; all others go to the app's own callback ("Webhook overrides", 2026-06-28). */
const FOLLOWING: ReadonlySet<string> = new Set([
  'messages',
  'message_echoes',
  'calls',
  'consumer_profile',
  'messaging_handovers',
  'group_lifecycle_update',
  'group_participants_update',
  'group_settings_update',
  'group_status_update',
  'smb_message_echoes',
  'smb_app_state_sync',
  'history',
  'account_settings_update',
]);

/** Do webhooks of this field go to the override, where there is one? */
export function followsOverride(field: string): boolean {
  return FOLLOWING.has(field);
}

/** To be said wherever an override is set or stands. */
export const OVERRIDE_LIMIT =
  "Webhooks of templates and of the account do not follow an override: they still go to the app's own callback URL.";
