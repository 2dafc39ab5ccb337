import type { EngineLoad, EnginePolicy, EngineScanner } from '@scanfleet/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A daemon in a zone, as it last described itself. */
@Entity('engine')
export class EngineEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column({ type: 'uuid', name: 'zone_id' })
  zoneId!: string;

  @Column('text')
  name!: string;

  @Column('boolean')
  enabled!: boolean;

  /** False until an admin has approved it. */
  @Column('boolean')
  approved!: boolean;

  /** It finishes what it has and gets nothing new. */
  @Column('boolean')
  draining!: boolean;

  /** Shards that it may have at a time, beside its slots. */
  @Column({ type: 'integer', name: 'max_shards', nullable: true })
  maxShards!: number | null;

  @Column({ type: 'jsonb', nullable: true })
  load!: EngineLoad | null;

  /** It is to fetch a new token. */
  @Column({ type: 'boolean', name: 'rotate_token' })
  rotateToken!: boolean;

  @Column({ type: 'text', name: 'remote_address', nullable: true })
  remoteAddress!: string | null;

  @Column({ type: 'text', nullable: true })
  version!: string | null;

  @Column({ type: 'integer', nullable: true })
  protocol!: number | null;

  @Column('jsonb')
  scanners!: EngineScanner[];

  @Column({ type: 'jsonb', nullable: true })
  policy!: EnginePolicy | null;

  @Column('integer')
  slots!: number;

  @Column({ type: 'text', name: 'last_error', nullable: true })
  lastError!: string | null;

  /** Up to 50 s older than the last check-in: idle engines cost at most one write a minute. */
  @Column({ type: 'timestamptz', name: 'last_seen_at', nullable: true })
  lastSeenAt!: Date | null;

  /** Whether browsers were last told that it is online. */
  @Column({ type: 'boolean', name: 'announced_online' })
  announcedOnline!: boolean;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'retired_at', nullable: true })
  retiredAt!: Date | null;
}
