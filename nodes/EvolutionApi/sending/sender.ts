import type { IExecuteFunctions } from 'n8n-workflow';

import type { Connection } from '../core/server/adapter';
import { People } from '../core/ask/people';
import { DeliveryWatch } from './deliveryWatch';

/** An instance that messages of a run are sent with. Nearly always there is only one. */
export class Sender {
	/** Why nothing else is sent. */
	stopReason?: string;

	/** By number: the JID that WhatsApp has for it, or null if it is not on WhatsApp. */
	addresses: ReadonlyMap<string, string | null> = new Map();

	readonly people: People;
	/** What became of what was sent. */
	readonly watch: DeliveryWatch;
	/** When each message was sent that was rejected and then sent to the other address, Unix ms. */
	readonly sentAgainAt: number[] = [];

	constructor(
		readonly context: IExecuteFunctions,
		readonly connection: Connection,
		readonly instance: string,
	) {
		this.people = new People(context, connection, instance);
		this.watch = new DeliveryWatch(this);
	}

	/** Where to send to, as far as that is known. */
	addressOf(recipient: string): string {
		return this.addresses.get(recipient) ?? recipient;
	}

	/** All addresses of a recipient. */
	namesOf(recipient: string): string[] {
		const addresses = [recipient, this.addressOf(recipient)];
		return addresses.flatMap((address) => this.people.namesOf(address));
	}
}
