import type { Provider } from '@nestjs/common';
import { AlertsBell } from './alerts-bell.js';
import { DeliveryBook } from './delivery-book.js';
import { DeliveryFigures } from './delivery-figures.js';
import { DeliveryPace } from './delivery-pace.js';
import { DeliveryQueries } from './delivery-queries.js';
import { DeliveryRetention } from './delivery-retention.js';
import { DeliveryWorker } from './delivery-worker.js';
import { MessageTeller } from './message-teller.js';
import { Outbox } from './outbox.js';
import { Replayer } from './replayer.js';

/** From a message that is written to the end of its deliveries. */
export const outboxProviders: readonly Provider[] = [
  AlertsBell,
  Outbox,
  DeliveryPace,
  DeliveryBook,
  MessageTeller,
  DeliveryFigures,
  DeliveryWorker,
  DeliveryQueries,
  Replayer,
  DeliveryRetention,
];
