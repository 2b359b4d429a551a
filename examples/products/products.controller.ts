import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Put } from '@nestjs/common';
import { z } from 'zod';
import { type AccessClaims, Claims, SignedIn } from '@app/session';
import { ZodPipe } from '../../apps/auth-api/src/http/zod.pipe';
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
    @Body(new ZodPipe(productBody)) product: z.output<typeof productBody>,
  ): Promise<void> {
    return this.products.put(shopId, product);
  }

  @Delete(':id')
  @SignedIn()
  @HttpCode(204)
  remove(@Claims() { shopId }: AccessClaims, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.products.remove(shopId, id);
  }
}
