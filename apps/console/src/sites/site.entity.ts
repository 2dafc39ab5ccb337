import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A named set of targets in a zone, with what a scan of it uses when nothing else is said. */
@Entity('site')
export class SiteEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column({ type: 'uuid', name: 'zone_id' })
  zoneId!: string;

  @Column('text')
  name!: string;

  @Column('text')
  description!: string;

  /** As written, with comments; checked before it was stored. */
  @Column('text')
  targets!: string;

  /** Addresses of the canonical set, as decimal text: IPv6 goes beyond 2^53. */
  @Column({ type: 'numeric', precision: 40, scale: 0, name: 'address_count' })
  addressCount!: string;

  @Column({ type: 'integer', name: 'name_count' })
  nameCount!: number;

  @Column('boolean')
  enabled!: boolean;

  @Column({ type: 'uuid', name: 'default_command_id', nullable: true })
  defaultCommandId!: string | null;

  @Column({ type: 'uuid', name: 'default_engine_id', nullable: true })
  defaultEngineId!: string | null;

  @Column({ type: 'uuid', name: 'default_pool_id', nullable: true })
  defaultPoolId!: string | null;

  /** Shards of its scans that may run at a time. */
  @Column({ type: 'integer', name: 'max_shards', nullable: true })
  maxShards!: number | null;

  /** Packets a second of all engines together. */
  @Column({ type: 'integer', name: 'max_rate', nullable: true })
  maxRate!: number | null;

  /** Who gets a mail when a scan of it starts, ends, fails, is paused or cancelled. */
  @Column({ type: 'text', name: 'scan_mail_recipients', array: true })
  scanMailRecipients!: string[];

  /** Who gets a mail with what a scan of it found to differ. */
  @Column({ type: 'text', name: 'difference_mail_recipients', array: true })
  differenceMailRecipients!: string[];

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'updated_at' })
  updatedAt!: Date;
}
