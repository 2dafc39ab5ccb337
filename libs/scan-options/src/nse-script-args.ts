/**
 * What the value of a script argument is: plain `data`, or a `url-path` asked of the target.
 */
export type ScriptArgKind = 'data' | 'url-path';

/**
 * Arguments of nmap 7.93's scripts and libraries that are sent to the target or only steer how much is asked. Left out on
 * purpose: whatever names a file or folder of the engine, loads code, runs commands, names another machine, or lets a
 * crawler leave the host.
 */
const data = `
  acarsd-info.bytes acarsd-info.timeout afp.password afp.username amqp.version anyconnect.group anyconnect.ua
  anyconnect.version banner.ports banner.timeout creds.global creds.snmp dicom.called_aet dicom.calling_aet
  cics-info.cemt fingerprint-strings.n ftp-anon.maxlist ganglia-info.bytes ganglia-info.timeout gopher-ls.maxfiles
  gpsd-info.timeout hadoop-jobtracker-info.userinfo http-auth-finder.maxdepth http-auth-finder.maxpagecount
  http-backup-finder.maxdepth http-backup-finder.maxpagecount http-chrono.maxdepth http-chrono.maxpagecount
  http-chrono.tries http-comments-displayer.context http-cors.origin http-default-accounts.category
  http-default-accounts.name http-devframework.rapid http-drupal-enum.number http-drupal-enum.type http-enum.category
  http-enum.displayall http-errors.errcodes http-exif-spider.maxdepth http-grep.breakonmatch http-grep.builtins
  http-grep.match http-grep.maxdepth http-grep.maxpagecount http-ls.checksum http-method-tamper.timeout
  http-methods.retest http-methods.test-all http-open-redirect.maxdepth http-open-redirect.maxpagecount
  http-sitemap-generator.maxdepth http-sitemap-generator.maxpagecount http-sql-injection.maxpagecount
  http-svn-enum.count http-traceroute.method http-userdir-enum.limit http-vhosts.collapse http-vhosts.domain
  http-waf-detect.aggro http-waf-detect.detectBodyChanges http-waf-fingerprint.intensive
  http-wordpress-enum.check-latest http-wordpress-enum.search-limit http-wordpress-enum.type
  http-wordpress-users.limit http.host http.max-body-size http.max-cache-size http.max-pipeline http.pipeline
  http.truncated-ok http.useragent httpspider.maxdepth httpspider.maxpagecount httpspider.useheadfornonwebfiles
  informix-query.database informix.instance informix-tables.password informix-tables.username ldap.attrib ldap.base
  ldap.maxobjects ldap.password ldap.qfilter ldap.searchattrib ldap.searchvalue ldap.username ls.checksum ls.empty
  ls.errors ls.human ls.maxdepth ls.maxfiles lsaonly membase.authmech mongodb-info.db mount.version
  mqtt-subscribe.client-id mqtt-subscribe.listen-msgs mqtt-subscribe.listen-time mqtt-subscribe.password
  mqtt-subscribe.protocol-level mqtt-subscribe.protocol-name mqtt-subscribe.topic mqtt-subscribe.username
  ms-sql-config.showall ms-sql-hasdbaccess.limit ms-sql-tables.keywords ms-sql-tables.maxdb ms-sql-tables.maxtables
  mssql.database mssql.domain mssql.instance-all mssql.instance-name mssql.instance-port mssql.password
  mssql.protocol mssql.scanned-ports-only mssql.timeout mssql.username mysqlpass mysqluser nbd-info.export_names
  netbus-info.password nfs-ls.time nfs-statfs.human nfs.version omp2.password omp2.username oracle-enum-users.sid
  qscan.confidence qscan.delay qscan.numclosed qscan.numopen qscan.numtrips reverse-index.mode reverse-index.names
  rpc-grind.threads samronly sip-enum-users.maxext sip-enum-users.minext sip-enum-users.padding sip.timeout
  slaxml.debug smb-ls.checksum smb-ls.maxdepth smb-ls.maxfiles smb-ls.pattern smb-ls.share smb-mbenum.domain
  smb-mbenum.filter smb-mbenum.format smb-vuln-cve-2017-7494.check-version smb-vuln-ms17-010.sharename
  smb2-vuln-uptime.skip-os smbbasic smbdomain smbhash smbnoguest smbpassword smbport smbsign smbtype smbusername
  smtp.domain smtp-commands.domain snmp.version ssh_hostkey ssl-heartbleed.protocols stun.mode
  tls-ticketbleed.protocols tls.servername tns.sid vulns.short vulns.showall vuze-dht-info.allports
  xmpp-info.alt_server_name xmpp-info.no_starttls xmpp-info.server_name
`;

const urlPaths = `
  ajp-auth.path ajp-headers.path ajp-methods.path coap-resources.uri favicon.root favicon.uri http-affiliate-id.url-path
  http-apache-negotiation.root http-aspnet-debug.path http-auth-finder.url http-auth.path http-backup-finder.url
  http-bigip-cookie.path http-chrono.url http-cors.path http-default-accounts.basepath http-drupal-enum-users.root
  http-drupal-enum.modules_path http-drupal-enum.root http-drupal-enum.themes_path http-enum.basepath
  http-exif-spider.url http-generator.path http-git.root http-gitweb-projects-enum.path http-grep.url
  http-internal-ip-disclosure.path http-jsonp-detection.path http-ls.url http-method-tamper.uri http-methods.url-path
  http-ntlm-info.root http-open-redirect.url http-passwd.root http-security-headers.path http-sitemap-generator.url
  http-sql-injection.url http-svn-enum.url http-svn-info.url http-title.url http-trace.path http-traceroute.path
  http-unsafe-output-escaping.url http-vhosts.path http-waf-detect.uri http-waf-fingerprint.root http-webdav-scan.path
  http-wordpress-enum.root http-wordpress-users.basepath httpspider.url rtsp-methods.path xmlrpc-methods.url
`;

function entries(names: string, kind: ScriptArgKind): [string, ScriptArgKind][] {
  return names
    .trim()
    .split(/\s+/u)
    .map((name) => [name, kind]);
}

export const knownScriptArgs: ReadonlyMap<string, ScriptArgKind> = new Map([
  ...entries(data, 'data'),
  ...entries(urlPaths, 'url-path'),
]);
