import { z } from 'zod';

/**
 * Scalars that several settings share. Each carries a pattern that an editor can check and a sentence a person can act on.
 * Patterns are ASCII only: a Cyrillic letter that looks like a Latin one must not pass.
 */

/** RFC 1123 label, at most 63 characters: names of namespaces, Services and most other objects. */
export const dnsLabel = z
  .string()
  .regex(
    /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
    'must be 1 to 63 lower-case letters, digits or "-", and begin and end with a letter or digit',
  );

/** RFC 1123 subdomain, at most 253 characters: names of Secrets, ConfigMaps and custom resources. */
export const dnsSubdomain = z
  .string()
  .max(253)
  .regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    'must be lower-case letters, digits, "-" or ".", and begin and end with a letter or digit',
  );

/** Key of a Secret or ConfigMap. */
export const dataKey = z.string().regex(/^[-._a-zA-Z0-9]{1,253}$/, 'must be letters, digits, "-", "_" or "."');

/** Kubernetes quantity of bytes, binary or decimal suffix: `512Mi`, `20Gi`. Numbers without a suffix are bytes. */
export const bytes = z
  .string()
  .regex(
    /^[0-9]+(\.[0-9]+)?(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)?$/,
    'must be an amount like 512Mi or 20Gi (Ki, Mi, Gi, Ti, or k, M, G, T)',
  );

/** Kubernetes quantity of CPU: `500m`, `2`, `0.5`. */
export const cpu = z
  .union([z.string(), z.number()])
  .refine(
    (value) => /^([0-9]+m|[0-9]+(\.[0-9]{1,3})?)$/.test(String(value)),
    'must be an amount of CPU like 500m, 2 or 0.5',
  );

/** Label value of Kubernetes: at most 63 characters. */
export const labelValue = z
  .string()
  .regex(
    /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/,
    'must be at most 63 letters, digits, "-", "_" or ".", and begin and end with a letter or digit',
  );

const labelKeyPattern = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** Key of a label or annotation, with an optional DNS prefix. */
const labelKey = z.string().regex(labelKeyPattern, 'must be a label key like team or example.com/team');

/** Labels, or a selector of labels. */
export const labels = z.record(labelKey, labelValue);

/** Annotations: any text without control characters. */
export const annotations = z.record(labelKey, z.string());

/** Range of IPv4 or IPv6 addresses in CIDR notation. */
export const cidr = z.union([z.cidrv4(), z.cidrv6()], { error: 'must be a range of addresses like 10.1.0.0/16' });

/** Network port. */
export const port = z.int().min(1).max(65535);

/** Whole seconds, at least one. */
export const seconds = z.int().min(1).max(86_400);

/** Reference of a container image: a tag that is not `latest`, or a digest. */
export const imageReference = z
  .string()
  .regex(
    /^[a-z0-9]([-a-z0-9.:/_]*[a-z0-9])?(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[a-f0-9]{64})?$/,
    'must be an image reference like registry.example/postgres:17.6',
  )
  .refine((value) => value.includes('@sha256:') || /:[^/:]+$/.test(value), 'must carry a tag or a digest')
  .refine(
    (value) => !/:latest(@|$)/.test(value),
    'must not use the tag "latest": what runs would change without a commit',
  );

/** Name of a database or role: at most 63 bytes of UTF-8, since PostgreSQL cuts longer ones without an error. */
export const postgresqlName = z
  .string()
  .min(1, 'must not be empty')
  .refine(
    (value) => Buffer.byteLength(value, 'utf8') <= 63,
    'must be at most 63 bytes of UTF-8: PostgreSQL cuts longer names without an error',
  );

/** Date without a time: `2026-12-01`. */
export const date = z.iso.date({ error: 'must be a date like 2026-12-01' });
