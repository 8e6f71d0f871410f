import type { ArgoCdSettings } from '../defaults/argocd';

type Notifications = NonNullable<ArgoCdSettings['notifications']>;

/** What somebody hears of, as argocd/notifications.yaml defines it. */
export const triggers = [
  'pgfleet-ready',
  'pgfleet-degraded',
  'pgfleet-sync-failed',
  'pgfleet-deletion-pending',
] as const;

/** Annotations of every Application: the recipient is that of its owner, and what the messages say of a way to connect. */
export const subscriptions = (notifications: Notifications): Record<string, string> => ({
  'pgfleet.dev/host': '{{.data.host}}:{{.data.port}}',
  'pgfleet.dev/secret': '{{.data.secretName}}',
  ...Object.fromEntries(
    triggers.map((trigger) => [
      `notifications.argoproj.io/subscribe.${trigger}.${notifications.service}`,
      recipient(notifications),
    ]),
  ),
});

/**
 * A table in the language of templates. The schema keeps quotes and braces out of its words. An owner without a recipient has a list without
 * entries: an empty text would be one recipient without a name (notifications-engine, subscriptions), right for a webhook alone.
 */
const recipient = ({ recipients, default: otherwise }: Notifications): string => {
  const rows = Object.entries(recipients).sort(([a], [b]) => (a < b ? -1 : 1));
  if (rows.length === 0) return otherwise ?? '';
  const words = rows.map(([owner, name]) => `"${owner}" "${name}"`).join(' ');
  return `{{ get (dict ${words}) .data.owner | default "${otherwise ?? ';'}" }}`;
};
