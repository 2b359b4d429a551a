import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type AccessClaims, CurrentShop, OtpravkaModule, SignedIn } from '@otpravka/server/nest';

@Controller('orders')
@SignedIn()
class OrdersController {
  @Get()
  list(@CurrentShop() { shopId }: AccessClaims): { shop: string } {
    return { shop: shopId };
  }
}

@Module({
  imports: [OtpravkaModule.forRoot({ api: 'http://localhost:3000' })],
  controllers: [OrdersController],
})
class AppModule {}

const app = await NestFactory.create(AppModule, new FastifyAdapter());
await app.listen(4000);
