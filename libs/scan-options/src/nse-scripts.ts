/**
 * The scripts of nmap 7.93 and their categories, as its `scripts/script.db` lists them (604 scripts), by their set of
 * categories. A test compares it with the installed nmap.
 */
export const scriptsByCategories: Readonly<Record<string, string>> = {
  'auth brute': 'dicom-brute',
  'auth default discovery safe': 'dicom-ping',
  'auth default safe': 'ajp-auth creds-summary ftp-anon http-auth snmp-win32-users x11-access',
  'auth discovery intrusive': 'http-default-accounts',
  'auth discovery safe': 'ms-sql-dump-hashes ms-sql-hasdbaccess mysql-dump-hashes mysql-query',
  'auth exploit intrusive': 'http-barracuda-dir-traversal',
  'auth exploit vuln': 'http-vuln-cve2017-5689',
  'auth external intrusive': 'smtp-enum-users',
  'auth intrusive':
    'domcon-cmd domino-enum-users http-config-backup http-domino-enum-passwords http-userdir-enum informix-query ' +
    'informix-tables krb5-enum-users ms-sql-empty-password mysql-empty-password mysql-users oracle-enum-users ' +
    'sip-enum-users smb-enum-users ssh-auth-methods ssh-publickey-acceptance',
  'auth intrusive vuln': 'http-wordpress-users',
  'auth safe': 'ncp-enum-users',
  'auth safe vuln': 'http-vuln-cve2010-0738 netbus-auth-bypass realvnc-auth-bypass',
  'auth vuln': 'http-method-tamper',
  'broadcast discovery':
    'ipv6-multicast-mld-list targets-ipv6-multicast-echo targets-ipv6-multicast-invalid-dst ' +
    'targets-ipv6-multicast-mld targets-ipv6-multicast-slaac',
  'broadcast discovery safe':
    'broadcast-eigrp-discovery broadcast-hid-discoveryd broadcast-igmp-discovery broadcast-jenkins-discover ' +
    'broadcast-ospf2-discover broadcast-pim-discovery broadcast-ping knx-gateway-discover llmnr-resolve ' +
    'lltd-discovery mrinfo mtrace targets-sniffer',
  'broadcast dos intrusive vuln': 'broadcast-avahi-dos',
  'broadcast safe':
    'broadcast-ataoe-discover broadcast-bjnp-discover broadcast-db2-discover broadcast-dhcp-discover ' +
    'broadcast-dhcp6-discover broadcast-dns-service-discovery broadcast-dropbox-listener broadcast-listener ' +
    'broadcast-ms-sql-discover broadcast-netbios-master-browser broadcast-networker-discover ' +
    'broadcast-novell-locate broadcast-pc-anywhere broadcast-pc-duo broadcast-pppoe-discover ' +
    'broadcast-rip-discover broadcast-ripng-discover broadcast-sonicwall-discover broadcast-sybase-asa-discover ' +
    'broadcast-tellstick-discover broadcast-upnp-info broadcast-versant-locate broadcast-wake-on-lan ' +
    'broadcast-wpad-discover broadcast-wsdd-discover broadcast-xdmcp-discover eap-info',
  'brute external intrusive': 'http-proxy-brute',
  'brute intrusive':
    'afp-brute ajp-brute backorifice-brute cassandra-brute cics-enum cics-user-brute cics-user-enum ' +
    'citrix-brute-xml cvs-brute cvs-brute-repository deluge-rpc-brute domcon-brute dpap-brute drda-brute ' +
    'ftp-brute http-brute http-form-brute http-iis-short-name-brute http-joomla-brute http-wordpress-brute ' +
    'iax2-brute imap-brute impress-remote-discover informix-brute ipmi-brute irc-brute irc-sasl-brute iscsi-brute ' +
    'ldap-brute lu-enum membase-brute metasploit-msgrpc-brute metasploit-xmlrpc-brute mikrotik-routeros-brute ' +
    'mmouse-brute mongodb-brute ms-sql-brute mysql-brute mysql-enum nessus-brute nessus-xmlrpc-brute netbus-brute ' +
    'nexpose-brute nje-node-brute nje-pass-brute nping-brute omp2-brute openvas-otp-brute oracle-brute ' +
    'oracle-brute-stealth oracle-sid-brute pcanywhere-brute pgsql-brute pop3-brute redis-brute rexec-brute ' +
    'rlogin-brute rpcap-brute rsync-brute rtsp-url-brute sip-brute smb-brute smtp-brute snmp-brute socks-brute ' +
    'ssh-brute svn-brute telnet-brute tso-enum vmauthd-brute vnc-brute vtam-enum xmpp-brute',
  'default discovery external safe': 'http-open-proxy socks-open-proxy',
  'default discovery safe':
    'afp-serverinfo backorifice-info bitcoinrpc-info cassandra-info dns-nsid dns-service-discovery epmd-info ' +
    'finger flume-master-info ftp-syst ganglia-info giop-info gopher-ls hadoop-datanode-info ' +
    'hadoop-jobtracker-info hadoop-namenode-info hadoop-secondary-namenode-info hadoop-tasktracker-info ' +
    'hbase-master-info hbase-region-info hddtemp-info http-cisco-anyconnect http-cors http-favicon http-generator ' +
    'http-ls http-ntlm-info http-robots.txt http-svn-enum http-svn-info http-title http-webdav-scan ' +
    'imap-ntlm-info ip-https-discover ipv6-node-info irc-info iscsi-info jdwp-info knx-gateway-info ' +
    'mongodb-databases mongodb-info ms-sql-info ms-sql-ntlm-info mysql-info nat-pmp-info nbns-interfaces nbstat ' +
    'ncp-serverinfo netbus-info nntp-ntlm-info ntp-info pop3-capabilities pop3-ntlm-info quake3-master-getservers ' +
    'rdp-ntlm-info rmi-dumpregistry servicetags sip-methods smb-os-discovery smb-security-mode smb2-security-mode ' +
    'smb2-time smtp-commands smtp-ntlm-info snmp-hh3c-logins snmp-interfaces snmp-netstat snmp-processes ' +
    'snmp-sysdescr snmp-win32-services snmp-win32-shares snmp-win32-software socks-auth-info ssh-hostkey ssl-cert ' +
    'ssl-date sstp-discover telnet-ntlm-info tls-alpn tls-nextprotoneg upnp-info vnc-info wsdd-discover ' +
    'xmlrpc-methods',
  'default discovery safe version':
    'amqp-info freelancer-info hnap-info ike-version openlookup-info quake1-info quake3-info rpcinfo ' +
    'ubiquiti-discovery ventrilo-info weblogic-t3-info xmpp-info',
  'default discovery safe version vuln': 'wdb-version',
  'default discovery safe vuln': 'ssl-known-key',
  'default safe':
    'address-info ajp-methods auth-owners clock-skew dns-recursion ftp-bounce http-methods imap-capabilities ' +
    'openflow-info p2p-conficker rtsp-methods sshv1 sslv2 uptime-agent-info',
  'default safe version': 'maxdb-info snmp-info',
  'default safe vuln': 'http-cookie-flags http-git',
  discovery: 'pcworx-info targets-ipv6-map4to6 targets-ipv6-wordlist',
  'discovery external': 'hostmap-bfk hostmap-crtsh',
  'discovery external intrusive': 'smtp-open-relay',
  'discovery external malware safe': 'dns-zeustracker http-google-malware',
  'discovery external safe':
    'asn-query dns-check-zone hostmap-robtex http-icloud-findmyiphone http-icloud-sendmsg http-robtex-reverse-ip ' +
    'http-robtex-shared-ns http-xssed ip-geolocation-geoplugin ip-geolocation-ipinfodb ip-geolocation-maxmind ' +
    'shodan-api targets-asn traceroute-geolocation whois-domain whois-ip',
  'discovery intrusive':
    'dns-brute dns-cache-snoop dns-ip6-arpa-scan dns-nsec-enum dns-nsec3-enum dns-zone-transfer http-chrono ' +
    'http-devframework http-drupal-enum http-drupal-enum-users http-errors http-feed http-open-redirect http-put ' +
    'http-sitemap-generator http-unsafe-output-escaping http-vhosts http-waf-detect http-waf-fingerprint ' +
    'http-wordpress-enum iec-identify modbus-discover mysql-databases mysql-variables nbd-info nrpe-enum ' +
    'ntp-monlist sip-call-spoof smb-enum-domains smb-enum-groups smb-enum-processes smb-enum-sessions ' +
    'smb-enum-shares smb-server-stats smb-system-info sniffer-detect ssl-enum-ciphers stuxnet-detect tftp-enum ' +
    'vnc-title',
  'discovery intrusive safe': 'smb-enum-services',
  'discovery intrusive vuln': 'http-enum mysql-vuln-cve2012-2122',
  'discovery safe':
    'acarsd-info afp-ls afp-showmount ajp-headers ajp-request banner bitcoin-getaddr bitcoin-info ' +
    'bittorrent-discovery bjnp-discover cics-info citrix-enum-apps citrix-enum-apps-xml citrix-enum-servers ' +
    'citrix-enum-servers-xml coap-resources couchdb-databases couchdb-stats cups-info cups-queue-info ' +
    'daap-get-library daytime dhcp-discover dict-info dns-client-subnet-scan dns-srv-enum eppc-enum-processes ' +
    'fcrdns firewalk gkrellm-info gpsd-info http-affiliate-id http-apache-negotiation http-apache-server-status ' +
    'http-auth-finder http-backup-finder http-bigip-cookie http-cakephp-version http-comments-displayer http-date ' +
    'http-gitweb-projects-enum http-grep http-headers http-hp-ilo-info http-mcmp http-mobileversion-checker ' +
    'http-php-version http-qnap-nas-info http-referer-checker http-sap-netweaver-leak http-security-headers ' +
    'http-traceroute http-useragent-tester http-vlcstreamer-ls icap-info ip-forwarding ipidseq ipmi-version ' +
    'isns-info ldap-novell-getpass ldap-rootdse ldap-search lexmark-config membase-http-info memcached-info ' +
    'ms-sql-config ms-sql-dac ms-sql-query ms-sql-tables msrpc-enum mysql-audit nat-pmp-mapport ndmp-fs-info ' +
    'nfs-ls nfs-showmount nfs-statfs omp2-enum-targets openwebnet-discovery path-mtu qscan rdp-enum-encryption ' +
    'redis-info resolveall riak-http-info rpcap-info rsync-list-modules rusers smb-ls smb-mbenum smb-protocols ' +
    'smb2-capabilities ssh2-enum-algos stun-info targets-traceroute telnet-encryption tn3270-screen versant-info ' +
    'voldemort-info vuze-dht-info xdmcp-discover',
  'discovery safe version':
    'allseeingeye-info db2-das-info drda-info http-trane-info mqtt-subscribe rfc868-time vmware-version',
  'discovery safe vuln':
    'http-internal-ip-disclosure http-jsonp-detection http-trace irc-botnet-channels ssl-cert-intaddr',
  'discovery version': 'bacnet-info enip-info fox-info omron-info s7-info',
  'discovery vuln': 'http-aspnet-debug',
  'dos exploit intrusive vuln':
    'smb-vuln-conficker smb-vuln-cve2009-3103 smb-vuln-ms06-025 smb-vuln-ms07-029 smb-vuln-ms08-067 ' +
    'smb-vuln-regsvc-dos',
  'dos intrusive': 'http-slowloris ipv6-ra-flood smb-flood',
  'dos intrusive vuln': 'smb-vuln-ms10-054',
  exploit: 'http-coldfusion-subzero',
  'exploit intrusive': 'jdwp-exec jdwp-inject smb-webexec-exploit',
  'exploit intrusive malware vuln': 'ftp-proftpd-backdoor ftp-vsftpd-backdoor irc-unrealircd-backdoor',
  'exploit intrusive vuln':
    'afp-path-vuln distcc-cve2004-2687 http-awstatstotals-exec http-axis2-dir-traversal http-csrf ' +
    'http-dombased-xss http-fileupload-exploiter http-litespeed-sourcecode-download http-majordomo2-dir-traversal ' +
    'http-shellshock http-stored-xss http-vuln-cve2006-3392 http-vuln-cve2009-3960 http-vuln-cve2012-1823 ' +
    'http-vuln-cve2013-7091 http-vuln-cve2014-3704 http-vuln-cve2014-8877 http-vuln-wnr1000-creds qconn-exec ' +
    'smtp-vuln-cve2010-4344',
  'exploit vuln':
    'clamav-exec http-adobe-coldfusion-apsa1301 http-avaya-ipoffice-users http-dlink-backdoor ' +
    'http-huawei-hg5xx-vuln http-phpmyadmin-dir-traversal http-tplink-dir-traversal http-vuln-cve2013-0156 ' +
    'http-vuln-cve2013-6786 supermicro-ipmi-conf',
  'external intrusive': 'dns-random-srcport dns-random-txid',
  'external malware safe': 'http-virustotal',
  'external safe': 'dns-blacklist ip-geolocation-map-bing ip-geolocation-map-google tor-consensus-checker',
  'external safe vuln': 'http-cross-domain-policy vulners',
  'fuzzer intrusive': 'dns-fuzz http-form-fuzzer',
  'fuzzer intrusive vuln': 'http-phpself-xss',
  intrusive:
    'http-exif-spider http-rfi-spider mmouse-exec ms-sql-xp-cmdshell pjl-ready-message smb-print-text smb-psexec ' +
    'snmp-ios-config ssh-run tso-brute',
  'intrusive safe': 'metasploit-info',
  'intrusive vuln':
    'dns-update firewall-bypass ftp-libopie ftp-vuln-cve2010-4221 http-iis-webdav-vuln http-passwd ' +
    'http-sql-injection http-vuln-cve2010-2861 http-vuln-cve2011-3368 http-vuln-cve2015-1427 ' +
    'http-vuln-cve2017-8917 http-vuln-misfortune-cookie puppet-naivesigning rdp-vuln-ms12-020 ' +
    'rmi-vuln-classloader samba-vuln-cve-2012-1182 smb-vuln-cve-2017-7494 smb-vuln-ms10-061 smb-vuln-webexec ' +
    'smtp-vuln-cve2011-1720 smtp-vuln-cve2011-1764 sslv2-drown',
  'malware safe': 'auth-spoof http-malware-host smtp-strangeport',
  'malware safe vuln': 'smb-double-pulsar-backdoor',
  safe:
    'duplicates http-fetch ip-geolocation-map-kml port-states reverse-index targets-xml unittest unusual-port ' +
    'url-snarf',
  'safe version': 'mcafee-epo-agent oracle-tns-version',
  'safe vuln':
    'http-frontpage-login http-slowloris-check http-vmware-path-vuln http-vuln-cve2011-3192 ' +
    'http-vuln-cve2014-2126 http-vuln-cve2014-2127 http-vuln-cve2014-2128 http-vuln-cve2014-2129 ' +
    'http-vuln-cve2015-1635 http-vuln-cve2017-1001000 ipmi-cipher-zero rsa-vuln-roca smb-vuln-ms17-010 ' +
    'smb2-vuln-uptime ssl-ccs-injection ssl-dh-params ssl-heartbleed ssl-poodle tls-ticketbleed',
  version:
    'cccam-version docker-version fingerprint-strings http-server-header https-redirect iax2-version jdwp-version ' +
    'murmur-version ndmp-version netbus-version ovs-agent-version pptp-version rpc-grind skypev2-version ' +
    'stun-version teamspeak2-version',
  vuln: 'http-vuln-cve2017-5638',
};
