import type { ChannelKind } from '@scanfleet/contracts';

/** A channel as far as it is needed to send through it. */
export interface StoredChannel {
  readonly id: string;
  readonly kind: ChannelKind;
  readonly settings: OpenSettings;
  readonly sealed: string | null;
}

/** What of a channel's settings is no secret. */
export type OpenSettings =
  | { readonly to: readonly string[] }
  | {
      readonly host: string;
      readonly port: number;
      readonly transport: 'udp' | 'tcp' | 'tls';
      readonly facility: number;
      readonly ca: string | null;
    }
  | Readonly<Record<string, never>>;

/** What is sealed of a hook. */
export interface HookSecrets {
  readonly url: string;
  readonly secret?: string;
}

/** A channel as it is stored. */
export interface ChannelRow extends StoredChannel {
  readonly name: string;
  readonly enabled: boolean;
  readonly target: string;
}

export const channelColumns = 'c.id, c.name, c.kind, c.enabled, c.settings, c.sealed, c.target';
