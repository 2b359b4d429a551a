import { Body, Controller, Delete, Get, Headers, HttpCode, Param, ParseUUIDPipe, Put } from '@nestjs/common';
import { z } from 'zod';
import { negotiateLanguage } from '@app/contract';
import { type AccessClaims, Claims, SignedIn } from '@app/session';
import { parseBody } from '../../apps/auth-api/src/http/body-errors';
import type { Product } from './product.entity';
import { Products } from './products';

const productBody = z.object({ sku: z.string().min(1), title: z.string().min(1) });

@Controller('api/products')
export class ProductsController {
  constructor(private readonly products: Products) {}

  @Get()
  @SignedIn()
  list(@Claims() { shopId }: AccessClaims): Promise<Product[]> {
    return this.products.list(shopId);
  }

  @Put()
  @SignedIn()
  @HttpCode(204)
  put(
    @Claims() { shopId }: AccessClaims,
    @Body() body: unknown,
    @Headers('accept-language') languages?: string,
  ): Promise<void> {
    return this.products.put(shopId, parseBody(productBody, body, negotiateLanguage(languages)));
  }

  @Delete(':id')
  @SignedIn()
  @HttpCode(204)
  remove(@Claims() { shopId }: AccessClaims, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.products.remove(shopId, id);
  }
}
