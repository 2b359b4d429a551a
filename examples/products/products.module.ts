import { Module } from '@nestjs/common';
import { Products } from './products';
import { ProductsController } from './products.controller';

@Module({ controllers: [ProductsController], providers: [Products] })
export class ProductsModule {}
