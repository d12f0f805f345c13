import type { HappenedEvent, ListenEvent, Stamped } from '../../events.ts';

type OtherType = Exclude<HappenedEvent['type'], ListenEvent['type']>;

/** What commands tell that have no screen: one for them is an issue of its own. */
const OTHERS = {
  'setting.shown': true,
  'doctor.found': true,
  'doctor.finished': true,
  'load.planned': true,
  'delivery.planned': true,
  'delivery.answered': true,
  'delivery.failed': true,
  'replay.finished': true,
  'payload.explained': true,
  'fixture.saved': true,
  'body.signed': true,
  'signature.checked': true,
  'check.started': true,
  'case.finished': true,
  'endpoint.lost': true,
  'endpoint.returned': true,
  'check.finished': true,
  'callback.judged': true,
  'report.written': true,
  'allowlist.asked': true,
  'allowlist.retried': true,
  'allowlist.recognised': true,
  'allowlist.refreshed': true,
  'allowlist.listed': true,
  'allowlist.compared': true,
  'address.checked': true,
  'addresses.counted': true,
  'subscription.added': true,
  'delivery.traced': true,
  'deliveries.counted': true,
} satisfies Record<OtherType, true>;

export function isOfOtherCommand(event: Stamped): event is Extract<Stamped, { readonly type: OtherType }> {
  return Object.hasOwn(OTHERS, event.type);
}
