import { randomBytes } from 'node:crypto';
import { asOwner } from '../databases';

/** A login whose only right is to take the role of the services (docs/tenancy.md). */
export class ServiceLogin {
  private constructor(
    private readonly databaseUrl: string,
    /** The password is the same. */
    readonly name: string,
  ) {}

  /** @param settings the settings of every session of the login, such as `role` */
  static async create(
    databaseUrl: string,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<ServiceLogin> {
    const name = `login_${randomBytes(6).toString('hex')}`;
    const set = Object.entries(settings).map(
      ([setting, value]) => `alter role ${name} set ${setting} = '${value}'`,
    );
    await asOwner(
      databaseUrl,
      [`create role ${name} login password '${name}' noinherit; grant otpravka_app to ${name}`, ...set].join(
        ';\n',
      ),
    );
    return new ServiceLogin(databaseUrl, name);
  }

  get url(): string {
    return Object.assign(new URL(this.databaseUrl), { username: this.name, password: this.name }).href;
  }

  /** Drop the database first if the login owns objects in it. */
  async drop(): Promise<void> {
    await asOwner(new URL('/postgres', this.databaseUrl).href, `drop role ${this.name}`);
  }
}
