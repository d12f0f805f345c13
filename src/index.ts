/**
 * Both sides of a WhatsApp Business webhook, for programs and tests: its bytes and signatures, its fixtures, a sender that
 * sends as Meta does, a receiver that receives as an endpoint must.
 */

export type { BodyOptions } from './library/body-to-send.ts';
export {
  checkSignature,
  describe,
  encode,
  inspect,
  type ParsedBody,
  parse,
  type SignatureCheck,
  sign,
} from './library/bytes.ts';
export { type DeliverOptions, deliver } from './library/deliver.ts';
export type { AnsweredAttempt, Attempt, Delivery, DeliveryTls, UnansweredAttempt } from './library/delivery.ts';
export { type Fixtures, fixtures, type WebhookPayload } from './library/fixtures.ts';
export { freshen } from './library/freshen.ts';
export type {
  AnswerRule,
  ReceivedSignature,
  ReceivedWebhook,
  Receiver,
  ReceiverOptions,
  RefusedWebhook,
  WaitOptions,
} from './library/received.ts';
export { startReceiver } from './library/receiver.ts';
export type { Identity } from './webhook/identity.ts';
export type { Finding, FindingKind } from './webhook/inspect.ts';
export type { Notification } from './webhook/notification.ts';
