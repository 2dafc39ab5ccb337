import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A network in which an address names one machine. */
@Entity('zone')
export class ZoneEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  name!: string;

  @Column('text')
  description!: string;

  /** Shards that may run in it at a time. */
  @Column({ type: 'integer', name: 'max_shards', nullable: true })
  maxShards!: number | null;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
