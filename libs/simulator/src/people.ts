import { SimulatedBot } from './bot-api/simulated-bot';
import { SimulatedPerson } from './simulated-person';
import { PersonProfile, PersonRecord } from './world/world';

/** The simulated people: one object for each account. */
export class People {
  private readonly persons = new Map<number, SimulatedPerson>();

  constructor(private readonly bot: SimulatedBot) {}

  add(profile: PersonProfile): SimulatedPerson {
    return this.personOf(this.bot.world.addPerson(profile));
  }

  find(id: number): SimulatedPerson | undefined {
    const record = this.bot.world.person(id);
    return record && this.personOf(record);
  }

  withPhone(phone: string): SimulatedPerson | undefined {
    const record = this.bot.world.personByPhone(phone);
    return record && this.personOf(record);
  }

  all(): readonly SimulatedPerson[] {
    return this.bot.world.everyone().map((record) => this.personOf(record));
  }

  private personOf(record: PersonRecord): SimulatedPerson {
    const person = this.persons.get(record.id) ?? new SimulatedPerson(record, this.bot);
    this.persons.set(record.id, person);
    return person;
  }
}
