import type { ExclusionScope } from '@scanfleet/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One target that must never be probed, everywhere, in one zone, or in scans of one site. */
@Entity('exclusion')
export class ExclusionEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  scope!: ExclusionScope;

  /** Set for scope `zone` alone. */
  @Column({ type: 'uuid', name: 'zone_id', nullable: true })
  zoneId!: string | null;

  /** Set for scope `site` alone. */
  @Column({ type: 'uuid', name: 'site_id', nullable: true })
  siteId!: string | null;

  @Column('text')
  target!: string;

  @Column('text')
  reason!: string;

  @Column('text')
  author!: string;

  @Column('boolean')
  enabled!: boolean;

  @Column({ type: 'timestamptz', name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
