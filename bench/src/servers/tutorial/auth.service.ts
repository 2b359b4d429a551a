import { createHash, randomBytes, randomInt } from 'node:crypto';
import { HttpException, Inject, Injectable, UnauthorizedException } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { InjectRepository } from '@nestjs/typeorm';
import { Redis } from 'ioredis';
import { Repository } from 'typeorm';
import { RefreshToken, User } from './user.entity';

const CODE_SECONDS = 300;
const CODES_PER_MINUTE = 3;
const ATTEMPTS = 3;
const REFRESH_MS = 30 * 24 * 3600 * 1000;

export const REDIS = 'REDIS';

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

@Injectable()
export class AuthService {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    @InjectRepository(RefreshToken) private readonly refreshTokens: Repository<RefreshToken>,
    private readonly jwt: JwtService,
    @Inject(REDIS) private readonly redis: Redis,
  ) {}

  async requestOtp(phone: string): Promise<{ phone: string; expiresIn: number }> {
    const requests = await this.redis.incr(`otp_requests:${phone}`);
    if (requests === 1) await this.redis.expire(`otp_requests:${phone}`, 60);
    if (requests > CODES_PER_MINUTE) throw new HttpException('Too many requests', 429);
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    await this.redis.set(`otp:${phone}`, code, 'EX', CODE_SECONDS);
    await this.redis.del(`otp_attempts:${phone}`);
    return { phone, expiresIn: CODE_SECONDS };
  }

  async verifyOtp(phone: string, code: string) {
    const stored = await this.redis.get(`otp:${phone}`);
    if (stored === null) throw new UnauthorizedException('The code has expired');
    const attempts = await this.redis.incr(`otp_attempts:${phone}`);
    if (attempts === 1) await this.redis.expire(`otp_attempts:${phone}`, CODE_SECONDS);
    if (attempts > ATTEMPTS) throw new HttpException('Too many attempts', 429);
    if (stored !== code) throw new UnauthorizedException('Wrong code');
    await this.redis.del(`otp:${phone}`, `otp_attempts:${phone}`);

    let user = await this.users.findOne({ where: { phone } });
    const isNew = user === null;
    user ??= this.users.create({ phone });
    user.lastLoginAt = new Date();
    await this.users.save(user);
    return { ...(await this.issueTokens(user)), isNew, user };
  }

  async refresh(refreshToken: string) {
    const found = await this.refreshTokens.findOne({
      where: { hash: hashOf(refreshToken) },
      relations: { user: true },
    });
    if (found === null || found.expiresAt < new Date()) throw new UnauthorizedException();
    await this.refreshTokens.remove(found);
    return this.issueTokens(found.user);
  }

  private async issueTokens(user: User) {
    const refreshToken = randomBytes(32).toString('base64url');
    const expiresAt = new Date(Date.now() + REFRESH_MS);
    await this.refreshTokens.save(this.refreshTokens.create({ hash: hashOf(refreshToken), expiresAt, user }));
    return { accessToken: await this.jwt.signAsync({ sub: user.id, phone: user.phone }), refreshToken };
  }
}
