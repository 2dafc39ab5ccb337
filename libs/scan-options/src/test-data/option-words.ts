/**
 * Every word that looks like an option in `nmap --help` and nmap(1) of 7.93, and in `masscan --help`, `masscan --nmap` and
 * masscan(8) of 1.3.2, without words that belong to other programs or to prose.
 */
export const documentedWords = {
  nmap: (
    '--adler32 --allports --append-output --badsum --data --data-length --data-string --datadir ' +
    '--defeat-icmp-ratelimit --defeat-rst-ratelimit --disable-arp-ping --discovery-ignore-rst --dns-servers ' +
    '--exclude --exclude-ports --excludefile --fuzzy --help --host-timeout --iflist --initial-rtt-timeout ' +
    '--ip-options --max-hostgroup --max-os-tries --max-parallelism --max-rate --max-retries --max-rtt-timeout ' +
    '--max-scan-delay --min-hostgroup --min-parallelism --min-rate --min-rtt-timeout --mtu --no-stylesheet ' +
    '--noninteractive --nsock-engine --open --osscan-guess --osscan-limit --packet-trace --port-ratio ' +
    '--privileged --proxies --randomize-hosts --reason --release-memory --resolve-all --resume --scan-delay ' +
    '--scanflags --script --script-args --script-args-file --script-help --script-timeout --script-trace ' +
    '--script-updatedb --send-eth --send-ip --servicedb --source-port --spoof-mac --stats-every --stylesheet ' +
    '--system-dns --top-ports --traceroute --ttl --unique --unprivileged --version --version-all ' +
    '--version-intensity --version-light --version-trace --versiondb --webxml -6 -A -D -F -O -P -P0 -PA -PA80 -PE ' +
    '-PM -PN -PO -PP -PS -PS22 -PS22-25 -PS443 -PU -PY -PY22 -Pn -R -S -T -T0 -T1 -T2 -T3 -T4 -T5 -V -b -d -d9 ' +
    '-dd -e -f -g -h -iL -iR -n -oA -oG -oG- -oN -oS -oX -oXscan -p -p- -p1-65535 -p20-30 -p22 -p80 -r -r4d -sA ' +
    '-sC -sF -sI -sL -sM -sN -sO -sP -sR -sS -sT -sU -sV -sW -sX -sY -sZ -sn -v -v3 -vv'
  ).split(' '),
  masscan: (
    '--adapter --adapter-ip --adapter-mac --adapter-port --append-output --banners --conf --connection-timeout ' +
    '--echo --exclude --excludefile --http-user-agent --iflist --interactive --max-rate --nmap --nmap-payloads ' +
    '--offline --open --open-only --output-file --output-filename --output-format --packet-trace --pcap ' +
    '--pcap-payloads --pfring --ping --ports --randomize-hosts --range --rate --readscan --regress --resume ' +
    '--resume-count --resume-index --retries --rotate --rotate-dir --rotate-offset --router-mac --seed --send-eth ' +
    '--shard --shards --spoof-mac --ttl --wait -A -Pn -S -V -c -d -dd -e -g -h -i -iL -n -oB -oG -oJ -oL -oX -p ' +
    '-p0-65535 -p1-65535 -p1234 -p22 -p80 -pU -sL -sS -v -vv'
  ).split(' '),
};

/** Every name in the option tables inside the programs: `long_options` of nmap 7.93, `masscan_set_parameter` of masscan 1.3.2. */
export const builtInNames = {
  nmap: (
    'adler32 allports append-output badsum data data-length data-string datadir debug defeat-icmp-ratelimit ' +
    'defeat-rst-ratelimit deprecated-xml-osclass disable-arp-ping discovery-ignore-rst dns-servers exclude ' +
    'exclude-ports excludefile ff fuzzy help host-timeout iL iR iflist initial-rtt-timeout ip-options log-errors ' +
    'max-hostgroup max-os-tries max-parallelism max-rate max-retries max-rtt-timeout max-scan-delay min-hostgroup ' +
    'min-parallelism min-rate min-rtt-timeout mtu no-stylesheet nogcc noninteractive nsock-engine oA oG oH oM oN ' +
    'oS oX open osscan-guess osscan-limit packet-trace port-ratio privileged proxies proxy rH randomize-hosts ' +
    'reason release-memory resolve-all resume route-dst sI scan-delay scanflags script script-args ' +
    'script-args-file script-help script-timeout script-trace script-updatedb send-eth send-ip servicedb ' +
    'source-port spoof-mac stats-every stylesheet system-dns thc timing top-ports traceroute ttl unique ' +
    'unprivileged verbose version version-all version-intensity version-light version-trace versiondb vv webxml ' +
    'yoloscan'
  ).split(' '),
  masscan: (
    'adapter adapter-ip adapter-mac adapter-port adapter-vlan append-output arp arpscan backtrace badsum banner ' +
    'banner-app banner-apps banner-type banner-types banner1 banners benchmark blackrock-rounds bpf capture conf ' +
    'config connection-timeout data-length datadir debug dest-ip dest-mac dest-port destination-ip ' +
    'destination-mac destination-port dns-servers dst-ip dst-mac dst-port echo echo-all exclude exclude-ip ' +
    'exclude-ipv4 exclude-port exclude-ports exclude-range exclude-ranges excludefile heartbleed hello hello-file ' +
    'hello-filename hello-string hello-timeout host-timeout http-user-agent if iflist includefile infinite ' +
    'initial-rtt-timeout interactive interface ip ip-options ipv4 log-errors max-hostgroup max-parallelism ' +
    'max-rate max-retries max-retry max-rtt-timeout max-scan-delay min-hostgroup min-packet min-parallelism ' +
    'min-pkt min-rate min-rtt-timeout mtu nmap nmap-payload nmap-payloads nmap-service-probe nmap-service-probes ' +
    'no-stylesheet nobacktrace nobanner nobanners nointeractive noreset nosend noshow nostatus notest notransmit ' +
    'offline open open-only oproto oprotos osscan-guess osscan-limit output-append output-file output-filename ' +
    'output-format output-noshow output-rotate output-rotate-dir output-rotate-filesize output-rotate-offset ' +
    'output-show output-show-open output-status packet-trace pcap pcap-filename pcap-payload pcap-payloads pfring ' +
    'ping ping-sweep port port-ratio ports privileged randomize-hosts range ranges rate readrange readranges ' +
    'reason redis regress release-memory resume resume-count resume-index retries retry rotate rotate-dir ' +
    'rotate-directory rotate-filesize rotate-offset rotate-output rotate-size rotate-time router router-ip ' +
    'router-ipv4 router-ipv6 router-mac router-mac-ipv4 router-mac-ipv6 scan-delay scanflags script seed ' +
    'self-test selftest send-eth send-ip sendq sendqueue shard shards show source-address source-ip source-mac ' +
    'source-port sourceport spoof-address spoof-ip spoof-mac src-ip src-mac src-port status stylesheet system-dns ' +
    'target-ip target-mac target-port tcp-port tcp-ports tcp-timeout test ticketbleed top-ports trace-packet ' +
    'traceroute ttl udp-port udp-ports unprivileged version version-all version-intensity version-light ' +
    'version-trace vlan vuln wait webxml'
  ).split(' '),
};

/** Words of the manuals that are no options of the scanner: iptables, prose, placeholders. */
export const otherWords = {
  nmap: (
    '--state --syn -based -wwwuser -dlevel -vlevel -1 -1024'
  ).split(' '),
  masscan: (
    '--adapter-xxx --dport -j -output-format'
  ).split(' '),
};
