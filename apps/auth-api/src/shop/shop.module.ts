import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module';
import { EraseShop } from './erase-shop';
import { ShopController } from './shop.controller';

@Module({ imports: [AuthModule], controllers: [ShopController], providers: [EraseShop] })
export class ShopModule {}
