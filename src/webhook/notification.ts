/** What one part of a webhook is about: one message, one status, one account event. Plain data, safe to print as JSON. */
export interface Notification {
  /** `changes[].field` as it came: `messages`, `account_update`, or one that nobody knows yet. */
  readonly field: string;
  readonly kind: 'message' | 'status' | 'call' | 'event' | 'unknown';
  /** The message's type (`text`, `interactive/button_reply`), the status (`delivered`), the event (`PARTNER_ADDED`). */
  readonly type: string;
  /** One line for a person: who, what, about which message. May hold strangers' text, control characters too. */
  readonly summary: string;
  /** `entry[].id`: the WhatsApp Business Account, seldom the portfolio. */
  readonly accountId?: string;
  readonly phoneNumberId?: string;
  /** The message (`wamid.`) or call (`wacid.`) that this is, or that this is a status of. */
  readonly messageId?: string;
  /** Phone, else BSUID, of the user on the other side. */
  readonly from?: string;
  /** In a group: whose delivery this status tells. */
  readonly participantId?: string;
}
