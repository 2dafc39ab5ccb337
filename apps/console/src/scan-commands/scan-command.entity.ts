import type { ScannerName } from '@scanfleet/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Scanner and options, named and reusable. */
@Entity('scan_command')
export class ScanCommandEntity {
  @PrimaryColumn('uuid')
  id!: string;

  /** Key of the built-in command that this row is; null for an operator's own. */
  @Column({ type: 'text', name: 'built_in_key', nullable: true })
  builtInKey!: string | null;

  @Column('text')
  name!: string;

  @Column('text')
  description!: string;

  @Column('text')
  scanner!: ScannerName;

  /** Options as canonical text. */
  @Column('text')
  options!: string;

  @Column('boolean')
  discovery!: boolean;

  /** Options of the second stage, as canonical text. */
  @Column({ type: 'text', name: 'follow_up', nullable: true })
  followUp!: string | null;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'updated_at' })
  updatedAt!: Date;
}
