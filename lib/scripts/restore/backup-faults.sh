#!/usr/bin/env bash
# From what pgBackRest and the clients of PostgreSQL print to one plain cause and what to do about it. Sourced by the scripts of Jobs.
#
#   find_fault TEXT   sets $fault (a short name, for programs), $cause (sentences, for people), $passing (yes: may go away by itself)
#
# The messages were measured with pgBackRest 2.55.1 against MinIO over TLS, a repository in a directory and PostgreSQL 17. Exit codes do
# not tell enough: a server that cannot be reached, a foreign certificate and a backup that runs in another Pod are all 56.

: "${directory:?}"

# Three entries a row: "NAME" or "NAME passing"; extended regular expression over the whole output; words, in which %repository is the
# repository for people and %host the Pod of the database. The first row that matches wins, so what is nearer to the cause comes first.
# Rows of "unable to check pg1" are about the backup server beside the database, the same words without it about the object storage.
faults=(
  'busy passing' "unable to acquire lock on file '[^']*-backup-[0-9]*\.lock"
  'another backup of this environment runs: busy, nothing is broken. Wait until it has ended; the next one on schedule starts by itself.'
  'archive-busy passing' "unable to acquire lock on file '[^']*-archive-[0-9]*\.lock|ERROR: \[050\]"
  'the database is just archiving, which holds the lock that this step needs too: busy, nothing is broken. Start it once more.'
  'server-certificate-expired' 'unable to check pg1: \[CryptoError\][^[]*\[[0-9]*\] certificate has expired'
  'the certificate of the backup server beside the database (%host) has expired. Renew the server certificate of the environment (docs: tls).'
  'server-not-trusted' 'unable to check pg1: \[CryptoError\] unable to verify certificate'
  'the certificate of the backup server beside the database (%host) is not signed by the authority that this Job knows. Are both certificates of the environment from the same authority?'
  'server-name' 'unable to check pg1: \[CryptoError\] unable to find hostname'
  'the certificate of the backup server beside the database does not name %host. Add that name to the server certificate.'
  'client-refused' 'unable to check pg1: \[ServiceError\] TLS error|unable to check pg1: \[AccessError\]'
  'the backup server beside the database (%host) refused the certificate of this Job: it is expired, of another authority, or of another name. Renew the client certificate of the environment.'
  'client-certificate-missing passing' 'unable to check pg1: \[CryptoError\] unable to set user-defined CA certificate location'
  'the certificate of this Job is missing: its Secret is not there yet, or lacks tls.crt, tls.key or ca.crt (generated: client.crt, client.key). It is read as soon as it is there.'
  'key-permissions' "key file '[^']*' has group or other permissions"
  'the key of the client certificate can be read by others, so pgBackRest does not use it. Its Secret must be mounted with mode 0440.'
  'server-unreachable passing' 'unable to check pg1: \[(HostConnectError|FileReadError|FileWriteError|ProtocolError|HostInvalidError)\]'
  'the backup server beside the database (%host) cannot be reached. Does the Pod run, and its container pgbackrest? Does a NetworkPolicy keep this Job from port 8432?'
  'database-not-trusted' 'certificate verify failed|server certificate for .* does not match host name'
  'the certificate that PostgreSQL shows (%host) is not of the authority that this Job knows, or is for another name, or has expired. Are both certificates of the environment from the same authority?'
  'database-refused' 'permission denied for|role "[^"]*" (does not exist|is not permitted to log in)|certificate authentication failed|no pg_hba.conf entry|pg_hba.conf rejects'
  'PostgreSQL does not let the role pgfleet_backup in or do its work. The agent of the database makes that role: see the log of the container agent.'
  'database-down passing' 'DbConnectError|connection to server (on|at) .* failed'
  'PostgreSQL does not accept connections: it is starting, recovering or down. See the log of the container postgres in the Pod of the database.'
  'other-database' 'info files exist but do not match the database|do not match stanza version|ERROR: \[(028|051|044)\]'
  'the repository (%repository) holds the backups of another database: its system identifier differs. Raise database.generation, which begins a new path; nothing was overwritten.'
  'keys-missing' 'requires option: repo[0-9]*-(s3-key|s3-key-secret|cipher-pass)'
  'a key or the passphrase of the repository is missing, here or in the Pod of the database. Is the Secret there, with the keys that values.yaml names?'
  'identity-missing' 'AWS_ROLE_ARN|AWS_WEB_IDENTITY_TOKEN_FILE'
  'the workload identity is missing in this Pod: keyType web-id needs serviceAccount.annotations that the cloud knows.'
  'passphrase' 'is or was the repo encrypted|cipher header invalid|found outside of section at line 1: Salted__|unable to determine cipher passphrase|bad decrypt|\[095\]: unable to flush|CryptoError\] unable to flush'
  'the repository (%repository) is encrypted with another passphrase, or is not encrypted while one is configured, or the other way round. It cannot be changed for an existing repository: put the old passphrase back, or raise database.generation.'
  'ca-unreadable' 'unable to set user-defined CA certificate location'
  'the certificate of the authority of the object storage is no PEM, is empty or cannot be read. Repair what backup.repository.ca names.'
  's3-certificate-expired' '\[10\] certificate has expired'
  'the certificate of the object storage (%repository), or of its authority, has expired. Renew it there.'
  's3-not-trusted' 'unable to verify certificate presented by'
  'the certificate of the object storage (%repository) is not signed by the authority in backup.repository.ca, or by a public one where that is absent. Put the right certificate of the authority there.'
  's3-name' 'unable to find hostname .* in certificate'
  'the certificate of the object storage (%repository) is for another host name. Use a name that it holds in backup.repository.endpoint, or renew it.'
  's3-no-tls' 'TLS error \[.*(wrong version number|packet length too long|http request)'
  'the object storage (%repository) does not speak TLS on that port. Repair backup.repository.port.'
  's3-key' 'InvalidAccessKeyId'
  'the object storage (%repository) does not know the access key ID. Repair the Secret that backup.repository.credentialsSecret names; no restart is needed.'
  's3-secret' 'SignatureDoesNotMatch'
  'the secret access key does not fit the access key ID: the object storage (%repository) refused the signature. Repair the Secret that backup.repository.credentialsSecret names; no restart is needed.'
  's3-clock' 'RequestTimeTooSkewed'
  'the clocks of this node and of the object storage (%repository) differ too much. Repair the clock.'
  'bucket-missing' 'NoSuchBucket'
  'the bucket does not exist (%repository). Create it, or repair backup.repository.bucket.'
  's3-region' 'AuthorizationHeaderMalformed|PermanentRedirect|HTTP request failed with 30[17]'
  'the bucket is in another region or at another endpoint (%repository). Repair backup.repository.region and endpoint.'
  's3-denied' 'AccessDenied|HTTP request failed with 40[13]'
  'the object storage (%repository) refuses access with these keys: wrong keys, or no right to list, read, write and delete in that bucket and path. Repair the Secret or the policy of the user.'
  's3-not-found' 'HTTP request failed with 404'
  'the object storage (%repository) does not find the bucket or path. Does the bucket exist, and does uriStyle fit (MinIO: path)?'
  's3-failing passing' 'HTTP request failed with (5[0-9][0-9]|408|429)|\[(5[0-9][0-9]|408|429)\] [A-Z]'
  'the object storage (%repository) answers with an error of its own. See its log.'
  's3-name-unknown passing' 'unable to get address for'
  'the host name of the object storage (%repository) cannot be resolved. Is backup.repository.endpoint right, and may this Pod ask DNS?'
  'disk-full' 'No space left on device'
  'the volume is full (repository: %repository). Raise backup.repository.size, or keep fewer backups (backup.retention).'
  'volume-read-only' 'Read-only file system|Permission denied'
  'the repository (%repository) cannot be written: permission denied, or the volume is read-only. Does its StorageClass honour fsGroup?'
  's3-unreachable passing' 'unable to connect to|timeout connecting|timeout after .* waiting for (read|write)|unexpected eof'
  'the object storage (%repository) cannot be reached. Does it run, are endpoint and port right, and does a NetworkPolicy keep this Pod from it?'
  'archiving-off' 'ERROR: \[087\]|archive_mode must be enabled|archive_command .* must contain'
  'the database does not archive: archive_mode or archive_command is not what pgfleet set. Restart the database, and see the log of its Pod.'
  'archiving' 'was not archived before the|ERROR: \[082\]'
  'archiving fails: the database could not bring its write-ahead log to the repository (%repository) in time. The cause stands in the log of the container postgres of its Pod (archive-push).'
  'no-stanza' 'has a stanza-create been performed|missing stanza'
  'the repository (%repository) has no stanza yet: no backup was made. The next backup makes it.'
  'interrupted' 'ERROR: \[063\]|terminated on signal'
  'it was interrupted: the Pod was stopped. What is half made does no harm, and the next backup cleans it up.'
)

# shellcheck disable=SC2034 # read by who sources this
find_fault() {
  local text=$1 row name words repository
  repository=${repository_place:-$(cat -- "$directory/backup/repository" 2>/dev/null)} || repository='the repository'
  for ((row = 0; row < ${#faults[@]}; row += 3)); do
    [[ $text =~ ${faults[row + 1]} ]] || continue
    name=${faults[row]}
    words=${faults[row + 2]//'%repository'/"$repository"}
    cause=${words//'%host'/"${PGFLEET_HOST:-the database}"}
    fault=${name% passing}
    passing=$([[ $name == *' passing' ]] && printf yes || printf no)
    return
  done
  fault=unknown
  passing=no
  # As pgBackRest itself calls it, without the time and the process.
  cause=$(sed -n 's/^.*ERROR: //p' <<<"$text" | head -n 1)
  cause="it failed for a reason that pgfleet does not know: ${cause:-$(head -n 1 <<<"$text")}. See the lines above."
}
