import type { Provider } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { SecretBox } from '../../platform/secrets/secret-box.js';
import { openSecretBox } from '../../platform/secrets/secret-key-file.js';
import { AllowedHosts, StoredAllowedHosts } from '../senders/allowed-hosts.js';
import { ChannelSender } from '../senders/channel-sender.js';
import { HostGuard } from '../senders/guarded-connect.js';
import { HostLookup, SystemLookup } from '../senders/host-lookup.js';
import { MailSender } from '../senders/mail-sender.js';
import { AllowedHostDesk } from './allowed-host-desk.js';
import { ChannelCheck } from './channel-check.js';
import { ChannelDesk } from './channel-desk.js';
import { ChannelQueries } from './channel-queries.js';
import { ChannelStore } from './channel-store.js';
import { ChannelTester } from './channel-tester.js';
import { ChannelVault } from './channel-vault.js';

/** Channels, and what sends through them. */
export const channelProviders: readonly Provider[] = [
  { provide: SecretBox, useFactory: openSecretBox, inject: [Config] },
  { provide: HostLookup, useClass: SystemLookup },
  { provide: AllowedHosts, useClass: StoredAllowedHosts },
  HostGuard,
  MailSender,
  ChannelSender,
  ChannelVault,
  ChannelCheck,
  ChannelStore,
  ChannelQueries,
  ChannelDesk,
  ChannelTester,
  AllowedHostDesk,
];
