import { Module } from '@nestjs/common';
import { OtpravkaModule } from '@otpravka/server/nest';
import { OrdersModule } from './orders/orders.module.js';

const { OTPRAVKA_API = 'http://localhost:3000' } = process.env;

@Module({ imports: [OtpravkaModule.forRoot({ api: OTPRAVKA_API }), OrdersModule] })
export class AppModule {}
