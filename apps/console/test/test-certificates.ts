import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether certificates can be made here. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** An authority of its own, and a certificate that it signed, all in PEM. */
export interface TestCertificates {
  readonly ca: string;
  readonly key: string;
  readonly cert: string;
}

/** @param names as in `DNS:mail.example,IP:127.0.0.1` */
export function testCertificates(names: string, { days = 2 } = {}): TestCertificates {
  const folder = mkdtempSync(join(tmpdir(), 'scanfleet-certificates-'));
  const openssl = (line: string): void =>
    void execFileSync('openssl', line.split(' '), { cwd: folder, stdio: 'ignore' });
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  try {
    const curve = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';
    openssl(`req -x509 ${curve} -keyout ca.key -out ca.pem -days 2 -subj /CN=authority`);
    openssl(`req ${curve} -keyout server.key -out server.csr -subj /CN=server`);
    writeFileSync(join(folder, 'extension'), `subjectAltName=${names}`);
    openssl(
      `x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.pem -days ${days} -extfile extension`,
    );
    return { ca: read('ca.pem'), key: read('server.key'), cert: read('server.pem') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
