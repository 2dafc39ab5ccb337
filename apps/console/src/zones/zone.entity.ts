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

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
