import type { DeliveryHere } from '../events/graph.ts';
import type { ToldDelivery } from './message-history.ts';

/** A webhook of history, as far as it must be known to be found again in what Meta tells. */
export interface SeenWebhook {
  readonly id: string;
  readonly at: string;
  /** The hosts that its headers name. */
  readonly hosts: readonly string[];
  readonly about: readonly SeenNotification[];
  readonly status?: number;
  readonly tookMs?: number;
}

export interface SeenNotification {
  readonly messageId: string;
  readonly kind: string;
  /** Of a status: `sent`, `delivered`, `read`. */
  readonly type: string;
}

/**
 * PURE: for each delivery the webhook that it was, or null. The message and its status must be the same; where Meta sent it to
 * several apps, it is the one whose URL the webhook was called by.
 */
export function matchDeliveries(
  deliveries: readonly ToldDelivery[],
  seen: readonly SeenWebhook[],
): readonly (DeliveryHere | null)[] {
  const byMessage = grouped(
    seen.flatMap((webhook) =>
      [...new Set(webhook.about.map(({ messageId }) => messageId))].map((id) => [id, webhook] as const),
    ),
  );
  const siblings = grouped(deliveries.map((delivery) => [keyOf(delivery), delivery] as const));

  return deliveries.map((delivery) => {
    const candidates = (byMessage.get(delivery.messageId) ?? []).filter((webhook) => isAbout(webhook, delivery));
    const rivals = siblings.get(keyOf(delivery)) ?? [];
    return hereOf(candidates.filter((webhook) => !isOfAnother(webhook, delivery, rivals)));
  });
}

function grouped<T>(pairs: readonly (readonly [string, T])[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const [key, value] of pairs) {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

function keyOf({ messageId, status }: ToldDelivery): string {
  return `${status} ${messageId}`;
}

/** A message that came in has one webhook, whatever its history calls it; of one that went out, each status has its own. */
function isAbout({ about }: SeenWebhook, { messageId, status }: ToldDelivery): boolean {
  return about.some((each) => {
    if (each.messageId !== messageId) return false;
    return each.kind !== 'status' || each.type.toLowerCase() === status.toLowerCase();
  });
}

function isOfAnother({ hosts }: SeenWebhook, { to }: ToldDelivery, rivals: readonly ToldDelivery[]): boolean {
  const isCalledBy = (url: string | undefined) => url !== undefined && hosts.includes(hostOf(url));
  return !isCalledBy(to) && rivals.some((rival) => isCalledBy(rival.to));
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}

/** The last one counts: Meta comes again until it has its 200. */
function hereOf(webhooks: readonly SeenWebhook[]): DeliveryHere | null {
  const last = webhooks.at(-1);
  if (last === undefined) return null;
  const { id, at, status, tookMs } = last;
  return {
    id,
    at,
    ...(status === undefined ? {} : { status }),
    ...(tookMs === undefined ? {} : { tookMs }),
    times: webhooks.length,
  };
}
