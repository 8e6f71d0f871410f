import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { triggers } from '../../lib/gitops/notifications';

/** What an administrator applies to Argo CD itself. */
const folder = join(__dirname, '..', '..', 'argocd');
const text = (...path: readonly string[]): string => readFileSync(join(folder, ...path), 'utf8');
const data = (file: string): Readonly<Record<string, string>> => parse(text(file)).data;
const keys = (prefix: string): readonly string[] =>
  Object.keys(data('notifications.yaml')).flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));

describe('argocd-cm.yaml', () => {
  test('holds every script of argocd/health, byte by byte, and nothing else', () => {
    const scripts = readdirSync(join(folder, 'health')).map((file) => [
      `resource.customizations.health.core.delphix.com_${basename(file, '.lua')}`,
      text('health', file),
    ]);
    expect(data('argocd-cm.yaml')).toEqual(Object.fromEntries(scripts));
  });
});

describe('notifications.yaml', () => {
  test('defines the triggers that Applications subscribe to, and each sends the template of its name', () => {
    expect(keys('trigger.')).toEqual(triggers);
    expect(keys('template.')).toEqual(triggers);
    const sent = triggers.map((name) => parse(data('notifications.yaml')[`trigger.${name}`] ?? ''));
    expect(sent.flatMap((conditions) => conditions.map(({ send }: { send: unknown }) => send))).toEqual(
      triggers.map((name) => [name]),
    );
  });

  test('repeats nothing: every condition is bound to a commit, a day or an operation', () => {
    const conditions = triggers.flatMap((name) => parse(data('notifications.yaml')[`trigger.${name}`] ?? ''));
    expect(conditions.filter(({ oncePer }) => typeof oncePer !== 'string')).toEqual([]);
  });

  test('has words for Slack and email, and a body for the webhook, that names what it is about', () => {
    for (const name of triggers) {
      const template = parse(data('notifications.yaml')[`template.${name}`] ?? '');
      expect(Object.keys(template)).toEqual(['message', 'email', 'slack', 'webhook']);
      expect(template.webhook.pgfleet.body).toContain(`"state" "${name.replace('pgfleet-', '')}"`);
    }
  });

  test('holds no secret: the URL of the webhook is a key of the Secret', () => {
    expect(parse(data('notifications.yaml')['service.webhook.pgfleet'] ?? '').url).toBe('$pgfleet-webhook-url');
  });
});
