import {
  type ArgumentsHost,
  type CanActivate,
  Catch,
  createParamDecorator,
  type DynamicModule,
  type ExceptionFilter,
  type ExecutionContext,
  HttpException,
  Inject,
  Injectable,
  type InjectionToken,
  Module,
  type OnApplicationShutdown,
  type OptionalFactoryDependency,
  UseGuards,
} from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { RequestWithHeaders } from './bearer.ts';
import type { Refusal } from './refusal.ts';
import { admit, admittedClaims } from './request-guard.ts';
import { type AccessClaims, createVerifier, Verifier, type VerifierOptions } from './verifier.ts';

/** Requests of Fastify have Node's request in `raw`; those of Express are Node's own. */
type Request = RequestWithHeaders & { readonly raw?: RequestWithHeaders };

/** The methods that the responses of both adapters have. */
interface Response {
  status(code: number): unknown;
  header(name: string, value: string): unknown;
  send(body: string): unknown;
}

const nodeRequestOf = (context: ExecutionContext): RequestWithHeaders => {
  if (context.getType() !== 'http')
    throw new Error('@otpravka/server guards routes of HTTP, and no other handlers.');
  const request = context.switchToHttp().getRequest<Request>();
  return request.raw ?? request;
};

/** A filter of the application may catch it: it is an `HttpException` whose body is the problem document. */
export class RefusedRequest extends HttpException {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super({ ...refusal.problem }, refusal.status);
    this.refusal = refusal;
  }
}

/** Answers as the API does. Nest's own filter would send a problem document as `application/json`. */
class RefusalFilter implements ExceptionFilter<RefusedRequest> {
  catch({ refusal }: RefusedRequest, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    response.status(refusal.status);
    for (const [name, value] of Object.entries(refusal.headers)) response.header(name, value);
    response.send(JSON.stringify(refusal.problem));
  }
}
Catch(RefusedRequest)(RefusalFilter);

/** Admits requests with a valid access token. For all routes: `{ provide: APP_GUARD, useExisting: AccessTokenGuard }`. */
export class AccessTokenGuard implements CanActivate {
  private readonly verifier: Verifier;

  constructor(verifier: Verifier) {
    this.verifier = verifier;
  }

  /** @throws RefusedRequest 401, or 503 while the keys cannot be loaded */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const refusal = await admit(this.verifier, nodeRequestOf(context));
    if (refusal === undefined) return true;
    throw new RefusedRequest(refusal);
  }
}
Injectable()(AccessTokenGuard);
Inject(Verifier)(AccessTokenGuard, undefined, 0);

/** Requires a valid access token on a route or a controller. */
export const SignedIn = (): MethodDecorator & ClassDecorator => UseGuards(AccessTokenGuard);

/** The shop and the session of the request, on routes with `@SignedIn()`: `list(@CurrentShop() { shopId }: AccessClaims)`. */
export const CurrentShop: () => ParameterDecorator = createParamDecorator(
  (_: unknown, context: ExecutionContext): AccessClaims => admittedClaims(nodeRequestOf(context)),
);

export interface AsyncOptions {
  readonly imports?: DynamicModule['imports'];
  readonly inject?: readonly (InjectionToken | OptionalFactoryDependency)[];
  readonly useFactory: (...dependencies: never[]) => VerifierOptions | Promise<VerifierOptions>;
}

/** Makes the verifier of the application, and closes its connection to Redis with it. */
export class OtpravkaModule implements OnApplicationShutdown {
  private readonly verifier: Verifier;

  constructor(verifier: Verifier) {
    this.verifier = verifier;
  }

  static forRoot(options: VerifierOptions): DynamicModule {
    return OtpravkaModule.forRootAsync({ useFactory: () => options });
  }

  /** With options that other providers hold, such as a configuration or a client of Redis. */
  static forRootAsync({ imports = [], inject = [], useFactory }: AsyncOptions): DynamicModule {
    const verifier = {
      provide: Verifier,
      inject: [...inject],
      useFactory: async (...dependencies: never[]) => createVerifier(await useFactory(...dependencies)),
    };
    // Guards in any module inject these providers.
    return {
      module: OtpravkaModule,
      global: true,
      imports,
      providers: [verifier, AccessTokenGuard, { provide: APP_FILTER, useClass: RefusalFilter }],
      exports: [Verifier, AccessTokenGuard],
    };
  }

  onApplicationShutdown(): void {
    this.verifier.close();
  }
}
Module({})(OtpravkaModule);
Inject(Verifier)(OtpravkaModule, undefined, 0);

export type { AccessClaims, VerifierOptions } from './verifier.ts';
export { Verifier } from './verifier.ts';
