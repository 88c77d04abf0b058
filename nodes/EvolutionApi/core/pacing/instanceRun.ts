import type { IExecuteFunctions } from 'n8n-workflow';

import type { Failure } from '../failures/failure';
import type { Connection } from '../server/connection';
import { isLid, isPhone } from '../server/jid';
import { STORE_HINT, storesNothing } from '../server/nothingStored';
import { RequestFailure } from '../server/request';
import { People } from '../server/samePerson';
import { showTyping, type Activity } from '../server/typing';
import { checkFirst, type Checked } from './checkFirst';
import { whyClosed } from './connectionState';
import { partsOf, type Said } from './messageContent';
import type { Settings } from './pacingSettings';
import { SentBefore, type Found } from './sentBefore';

/** What happens on one instance during a run. Nearly always there is only one. */
export class InstanceRun {
	/** Why nothing else is sent on it. */
	stopReason?: string;

	private checked: Checked = new Map();
	private readonly people: People;
	private readonly sentBefore?: SentBefore;
	private failuresInRow = 0;

	/** Number of the first item by chat and content. */
	private readonly seen = new Map<string, number>();
	private readonly recipients: string[] = [];

	constructor(
		private readonly context: IExecuteFunctions,
		readonly connection: Connection,
		private readonly settings: Settings,
		readonly instance: string,
	) {
		const { skipSince } = settings;
		this.people = new People(context, connection, instance);
		if (skipSince !== undefined) {
			this.sentBefore = new SentBefore(context, connection, instance, {
				since: skipSince,
				people: this.people,
			});
		}
	}

	isOf(connection: Connection, instance: string): boolean {
		return this.connection === connection && this.instance === instance;
	}

	/** Before it is opened: who gets a message. */
	add(recipient: string): void {
		this.recipients.push(recipient);
	}

	/** What is found out before the first message. @param between see {@link checkFirst} */
	async open(between: () => Promise<boolean>): Promise<void> {
		const { context, connection, instance, settings, recipients, sentBefore } = this;
		if (sentBefore !== undefined && (await storesNothing(context, connection, instance))) {
			this.stopReason = `Skip if Sent Since cannot know who has the message: the server stores no messages. ${STORE_HINT}, or remove the option`;
			return;
		}
		if (settings.checkNumbers) {
			const result = await checkFirst(context, connection, instance, recipients, between);
			if ('checked' in result) this.checked = result.checked;
			else {
				const why = await whyClosed(context, connection, instance, result.failure);
				this.stopReason = `The numbers could not be checked: ${why ?? result.failure.message}`;
			}
		}
		for (const [number, address] of this.checked) {
			if (isLid(address)) this.people.learn(address, number);
		}
		await this.meetPeople();
		const addresses = recipients.map((recipient) => this.addressOf(recipient) ?? recipient);
		sentBefore?.follow([...recipients, ...addresses]);
	}

	/** Whose the LIDs are, where that decides who has a message already, or gets it twice. */
	private async meetPeople(): Promise<void> {
		const { recipients, sentBefore, people } = this;
		if (this.stopReason !== undefined) return;
		if (sentBefore === undefined && !recipients.some(isPhone)) return;
		await people.lookUp(recipients).catch((error: unknown) => {
			if (!(error instanceof RequestFailure)) throw error;
			// Without it, an item that says the same twice is sent twice: that is no reason to send nothing.
			if (sentBefore === undefined) return;
			this.stopReason = `The messages sent before could not be read: ${error.message}`;
		});
	}

	/** @returns the number of an earlier item that says the same to the same chat; otherwise this one counts */
	claim(address: string, identity: string, index: number): number | undefined {
		const key = JSON.stringify([this.people.namesOf(address), identity]);
		const twin = this.seen.get(key);
		if (twin === undefined) this.seen.set(key, index);
		return twin;
	}

	/** Where to send to, null for a number that is not on WhatsApp. */
	addressOf(recipient: string): string | null {
		const checked = this.checked.get(recipient);
		return checked === undefined ? recipient : checked;
	}

	async showTyping(
		address: string,
		shown: { readonly activity?: Activity; readonly delay: number },
	): Promise<void> {
		await showTyping(this.context, this, address, shown);
	}

	/**
	 * *Skip if Sent Since*: the same message in the same chat; of several those, from the first on, that it has.
	 * @throws {RequestFailure} if it cannot be found out
	 */
	async findSent(recipient: string, { content, identity }: Said): Promise<readonly Found[]> {
		const address = this.addressOf(recipient) ?? recipient;
		const all: Found[] = [];
		for (const part of partsOf(content)) {
			const found = await this.sentBefore?.find([address, recipient], part, identity, all);
			if (found === undefined) break;
			all.push(found);
		}
		for (const { messageId } of all) this.sentBefore?.take(messageId, identity);
		return all;
	}

	/** @param messageIds what was sent @param identity of its content, where it has one */
	succeeded(messageIds: readonly string[], identity?: string): void {
		this.failuresInRow = 0;
		if (identity === undefined) return;
		for (const messageId of messageIds) this.sentBefore?.take(messageId, identity);
	}

	async failed(failure: Failure): Promise<void> {
		const { context, connection, instance, settings } = this;
		this.failuresInRow += 1;
		this.stopReason = await whyClosed(context, connection, instance, failure);
		const isTooMany = this.failuresInRow >= (settings.stopAfter ?? Infinity);
		if (isTooMany) {
			this.stopReason ??= `${this.failuresInRow} in a row failed, the last one with: ${failure.message}`;
		}
	}
}
