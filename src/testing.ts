/**
 * For test suites of an app that takes WhatsApp's webhooks: start it, deliver to it as Meta does, and expect what Meta expects.
 * For vitest and jest there are `matchers`, for `node:test` and all others the functions that begin with `assert`.
 */
export type { CaseFinished, CheckExchange, CheckFinished, CheckLevel } from './events/check.ts';
export type { DeliverOptions } from './library/deliver.ts';
export type { Attempt, Delivery } from './library/delivery.ts';
export type {
  App,
  AppCheckRequest,
  AppDeliverOptions,
  AppOptions,
  AppProgram,
  AppToStart,
} from './library/testing/app.ts';
export {
  assertAccepted,
  assertAcceptsWebhook,
  assertAnswered,
  assertAnsweredWithin,
  assertAnswersHandshake,
  assertHandlesOnce,
  assertRefusesForgeries,
} from './library/testing/assertions.ts';
export { type CheckReport, type CheckRequest, check } from './library/testing/check.ts';
export type { Handshake } from './library/testing/handshake.ts';
export type { AcceptOptions, HandleOnceOptions } from './library/testing/judge-app.ts';
export { type Matchers, matchers, type WebhookMatchers } from './library/testing/matchers.ts';
export { type SendApi, type SendApiCall, startSendApi } from './library/testing/send-api.ts';
export { startApp } from './library/testing/start-app.ts';
export type { Verdict } from './library/testing/verdict.ts';
