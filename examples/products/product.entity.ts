import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

@Entity('products')
@Unique('products_shop_id_sku_key', ['shopId', 'sku'])
@Unique('products_shop_id_id_key', ['shopId', 'id'])
export class Product {
  @PrimaryColumn('uuid', { default: () => 'uuid_v7()', primaryKeyConstraintName: 'products_pkey' })
  id!: string;

  @ForeignKey('shops', { name: 'products_shop_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'shop_id' })
  shopId!: string;

  /** The shop's own article number. Two shops may use the same one. */
  @Column('text')
  sku!: string;

  @Column('text')
  title!: string;
}
