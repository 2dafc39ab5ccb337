import type { EnginePolicy, EngineScanner } from '@scanfleet/contracts';
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
