import type { Setting } from '../defaults/environment';

const layers: readonly { readonly layer: Setting['layer']; readonly title: string }[] = [
  { layer: 'managed', title: 'Fixed by pgfleet' },
  { layer: 'derived', title: 'Derived from memory, CPU and storage' },
  { layer: 'default', title: 'Defaults' },
  { layer: 'user', title: 'From values.yaml' },
];

/** postgresql.conf: one section per layer, so that a reader sees at once what the environment itself asked for. */
export const postgresqlConf = (settings: readonly Setting[]): string =>
  layers
    .map(({ layer, title }) => ({ title, lines: settings.filter((setting) => setting.layer === layer).map(line) }))
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, lines }) => [`# ${title}`, ...lines, ''].join('\n'))
    .join('\n');

/** Always quoted: a quoted value is read the same way for every type. Source: PostgreSQL docs, 20.1.2. */
const line = (setting: Setting): string => {
  const comment = [setting.reason, setting.apply === 'restart' ? 'a change restarts the Pod' : '']
    .filter((part) => part !== '')
    .join('; ');
  return `${setting.name} = '${quoted(setting.value)}'${comment === '' ? '' : `  # ${comment}`}`;
};

/** Inside quotes PostgreSQL reads a backslash escape and a doubled quote. A line break cannot occur (checked in lib/defaults). */
const quoted = (value: string): string => value.replaceAll('\\', '\\\\').replaceAll("'", "''");
