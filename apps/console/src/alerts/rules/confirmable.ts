import { ChangeKind } from '@scanfleet/contracts';
import { listedPorts } from './describe-change.js';
import type { FoundChange } from './found-change.js';

/** How a change can be looked at again: by finding the host once more, by asking its ports, or not at all, and why. */
export type SecondLook =
  | { readonly look: 'hosts' }
  | { readonly look: 'ports'; readonly ports: readonly number[]; readonly versions: boolean }
  | { readonly look: null; readonly why: string };

/** What kind of second look would tell whether a change is still so. */
export function secondLook(change: FoundChange): SecondLook {
  switch (change.kind) {
    case ChangeKind.HostNew: {
      // Port scans find hosts that answer to nothing but an open port: those ports are what is asked again.
      const ports = listedPorts(change.after).filter(({ protocol }) => protocol === 'tcp');
      return ports.length === 0
        ? { look: 'hosts' }
        : { look: 'ports', ports: ports.map(({ port }) => port), versions: false };
    }
    case ChangeKind.HostUp:
    case ChangeKind.HostDown:
    case ChangeKind.HostGone:
      return { look: 'hosts' };
    case ChangeKind.PortOpened:
    case ChangeKind.PortClosed:
      return portLook(change, false);
    case ChangeKind.ServiceChanged:
    case ChangeKind.CertificateChanged:
      return portLook(change, true);
    case ChangeKind.OsChanged:
      return { look: null, why: 'an operating system is guessed from more than can be asked again for one host' };
    case ChangeKind.NameChanged:
      return { look: null, why: 'names come from DNS and not from the host' };
    case ChangeKind.MacChanged:
      return { look: null, why: 'a MAC address is only seen from the same network' };
  }
}

function portLook({ protocol, port }: FoundChange, versions: boolean): SecondLook {
  if (protocol === 'tcp' && port !== null) return { look: 'ports', ports: [port], versions };
  return {
    look: null,
    why: `silence on ${protocol?.toUpperCase() ?? 'such'} ports means too little to be asked again`,
  };
}
