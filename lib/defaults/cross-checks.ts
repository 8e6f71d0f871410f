import type { Setting } from './environment';
import { type ParameterBounds, parameterNumber } from './parameter-number';
import type { ParameterFinding } from './parameters';

/** What several parameters must agree on. Each would stop the server at its start, and so is found here. Source: postmaster.c, xlog.c. */
export const crossChecks = (settings: readonly Setting[], bounds: ParameterBounds): ParameterFinding[] => {
  const findings: ParameterFinding[] = [];
  const value = (name: string): string => settings.find((setting) => setting.name === name)?.value ?? '';
  const number = (name: string): number | undefined => parameterNumber(bounds.major, name, settings);
  const refuse = (name: string, message: string): void => {
    const isUser = settings.some((setting) => setting.name === name && setting.layer === 'user');
    if (isUser) findings.push({ name, code: 'parameter-value', message });
  };
  const MB = 2 ** 20;

  // 8 kB pages; the segment size is that of initdb, 16 MB.
  const sharedBuffers = (number('shared_buffers') ?? 0) * 8192;
  if (sharedBuffers > bounds.memoryLimitBytes)
    refuse('shared_buffers', `${value('shared_buffers')} is more than the memory limit of the container`);
  for (const name of ['min_wal_size', 'max_wal_size']) {
    const megabytes = number(name) ?? 32;
    if (megabytes < 32) refuse(name, `${value(name)} is less than two segments of 16MB`);
    if (megabytes * MB > bounds.walDiskBytes)
      refuse(name, `${value(name)} is more than the volume of the write-ahead log holds`);
  }
  const reserved = (number('superuser_reserved_connections') ?? 3) + (number('reserved_connections') ?? 0);
  if (reserved >= (number('max_connections') ?? Infinity)) {
    const message = `max_connections must be more than the ${reserved} connections that are reserved`;
    refuse('max_connections', message);
    refuse('superuser_reserved_connections', message);
    refuse('reserved_connections', message);
  }
  if (value('wal_level').toLowerCase() === 'minimal' && (number('max_wal_senders') ?? 10) > 0)
    refuse('wal_level', 'minimal needs max_wal_senders 0');
  if (value('wal_level').toLowerCase() === 'minimal' && value('archive_mode') === 'on')
    refuse('wal_level', 'minimal holds too little for the backups of pgBackRest');
  if (/^TLSv1(\.1)?$/i.test(value('ssl_max_protocol_version')))
    refuse(
      'ssl_max_protocol_version',
      `must be at least ${value('ssl_min_protocol_version')}, the oldest that is spoken`,
    );
  // The kernel limit of the stack is 8 MB in every common runtime; the server wants 512 kB of distance.
  if ((number('max_stack_depth') ?? 0) > 7680)
    refuse('max_stack_depth', 'must be at most 7680kB: the stack of a process is 8 MB');
  if (value('io_method').toLowerCase() === 'io_uring')
    refuse('io_method', 'io_uring is blocked by the seccomp profile RuntimeDefault: use worker or sync');
  return findings;
};
