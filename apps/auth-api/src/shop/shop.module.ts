import { Module } from '@nestjs/common';
import { Shops } from '@app/shop';
import { AuthModule } from '../auth/auth.module';
import { EraseShop } from './erase-shop';
import { OwnShop } from './own-shop';
import { ShopController } from './shop.controller';

@Module({ imports: [AuthModule], controllers: [ShopController], providers: [EraseShop, OwnShop, Shops] })
export class ShopModule {}
