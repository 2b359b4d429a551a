import 'reflect-metadata';
import {
  Injectable,
  Logger,
  type MiddlewareConsumer,
  Module,
  type NestMiddleware,
  ValidationPipe,
} from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { NextFunction, Request, Response } from 'express';
import { Redis } from 'ioredis';
import { AuthController, JwtStrategy } from './auth.controller';
import { AuthService, REDIS } from './auth.service';
import { RefreshToken, User } from './user.entity';

/**
 * A sign-in service as the tutorials of Nest build it: Express, TypeORM repositories, passport-jwt with HS256, class-validator,
 * ioredis for codes, the throttler in memory, and a line of Nest's logger per request.
 */

const isSetUp = process.argv.includes('--set-up');

@Injectable()
class LoggerMiddleware implements NestMiddleware {
  private readonly logger = new Logger('HTTP');

  use(request: Request, response: Response, next: NextFunction): void {
    const startedAt = Date.now();
    response.on('finish', () =>
      this.logger.log(
        `${request.method} ${request.originalUrl} ${response.statusCode} ${Date.now() - startedAt}ms ${request.ip}`,
      ),
    );
    next();
  }
}

@Module({
  imports: [
    TypeOrmModule.forRoot({
      ...{ type: 'postgres', url: process.env['DATABASE_URL']! },
      ...{ entities: [User, RefreshToken], synchronize: isSetUp },
    }),
    TypeOrmModule.forFeature([User, RefreshToken]),
    ThrottlerModule.forRoot([{ ttl: 60_000, limit: 10 }]),
    PassportModule,
    JwtModule.register({ secret: process.env['JWT_SECRET']!, signOptions: { expiresIn: '10m' } }),
  ],
  controllers: [AuthController],
  providers: [
    AuthService,
    JwtStrategy,
    { provide: APP_GUARD, useClass: ThrottlerGuard },
    { provide: REDIS, useFactory: () => new Redis(process.env['REDIS_URL']!, { lazyConnect: isSetUp }) },
  ],
})
class AppModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(LoggerMiddleware).forRoutes('*path');
  }
}

async function bootstrap(): Promise<void> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule);
  if (isSetUp) {
    await app.init();
    return app.close();
  }
  app.set('trust proxy', 1);
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, transform: true }));
  await app.listen(Number(process.env['PORT']), '127.0.0.1');
}

void bootstrap();
