import type { Client } from './client';
import { applyObjects, kubectl } from './kubectl';

/** PEM texts: an authority and a certificate that it signed, with its key. */
export interface Certificates {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/**
 * Made in a waiting client Pod, by the openssl of the image: the machine that runs the tests may have an older one. An authority is
 * made once per folder; `seconds`: how long the certificate is valid.
 */
export const makeCertificate = async (
  { namespace, name }: Client,
  folder: string,
  subject: string,
  { names = [], seconds = 86_400 }: { readonly names?: readonly string[]; readonly seconds?: number } = {},
): Promise<Certificates> => {
  const script = `set -euo pipefail
    mkdir -p "/tmp/$1" && cd "/tmp/$1"
    key() { openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"; }
    if [[ ! -e ca.crt ]]; then
      key ca.key
      openssl req -x509 -new -key ca.key -subj "/CN=$1 authority" -days 2 -out ca.crt -addext basicConstraints=critical,CA:TRUE
    fi
    key tls.key
    openssl req -x509 -new -key tls.key -CA ca.crt -CAkey ca.key -subj "/CN=$2" -out tls.crt -set_serial "0x$(openssl rand -hex 8)" \\
      -addext basicConstraints=critical,CA:FALSE \${4:+-addext "subjectAltName=$4"} \\
      -not_before "$(date -u -d '-1 minute' +%Y%m%d%H%M%SZ)" -not_after "$(date -u -d "+$3 seconds" +%Y%m%d%H%M%SZ)" 2>/dev/null
    jq -n --rawfile ca ca.crt --rawfile certificate tls.crt --rawfile key tls.key '{$ca, $certificate, $key}'`;
  const alternatives = names.map((host) => `DNS:${host}`).join(',');
  const args = [folder, subject, String(seconds), alternatives];
  return JSON.parse(
    await kubectl(['exec', name, '-n', namespace, '--', 'bash', '-c', script, 'bash', ...args]),
  ) as Certificates;
};

/** As cert-manager writes them. */
export const createCertificateSecret = (
  namespace: string,
  name: string,
  { ca, certificate, key }: Certificates,
): Promise<string> =>
  applyObjects({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    stringData: { 'ca.crt': ca, 'tls.crt': certificate, 'tls.key': key },
  });
