import type { IExecuteFunctions } from 'n8n-workflow';

import type { WatchedMessage } from './deliveryWatch';
import { type Failure, RequestFailure } from '../core/failures/failure';
import type { Activity, Connection, SentKey, ServerAdapter } from '../core/server/adapter';
import { partsOf, type IdentifiedContent } from '../core/server/messageContent';
import { People } from '../core/server/samePerson';
import { isLid, isPhone } from '../core/values/jid';
import { Budget } from './budget';
import { findStopReason } from './connectionState';
import { findAddresses, type Addresses } from './findAddresses';
import { LookBack } from './lookBack';
import { OptOuts, type OptOut } from './optOuts';
import type { Settings } from './bulkSendingSettings';
import { SentBefore, type SentMessage } from './sentBefore';
import { SentRecord } from './sentRecord';

/** What happens on one instance during a run. Nearly always there is only one. */
export class InstanceRun {
	/** Why nothing else is sent on this instance. */
	stopReason?: string;

	/** What the number may send, if that is limited. */
	readonly budget: Budget | undefined;

	/** What became of what was sent. */
	readonly lookBack: LookBack;

	private addresses: Addresses = new Map();
	private readonly server: ServerAdapter;
	private readonly people: People;
	private readonly sentBefore?: SentBefore;
	/** In its place where the server keeps no messages. */
	private readonly sentRecord?: SentRecord;
	private readonly optOuts?: OptOuts;
	private failuresInARow = 0;

	/** The first item with a message, by chat and content. */
	private readonly firstItems = new Map<string, number>();
	private readonly recipients: string[] = [];

	constructor(
		readonly context: IExecuteFunctions,
		readonly connection: Connection,
		private readonly settings: Settings,
		readonly instance: string,
	) {
		const { deduplication, optOut } = settings;
		const sentSince = deduplication?.sentSince;
		this.server = connection.server;
		this.people = new People(context, connection, instance);
		this.lookBack = new LookBack(this, settings.stopConditions);
		this.budget = Budget.of(this, settings, this.people);
		if (sentSince !== undefined && this.server.store === undefined) {
			this.sentRecord = new SentRecord(context, instance, sentSince);
		} else if (sentSince !== undefined) {
			this.sentBefore = new SentBefore(context, connection, instance, {
				since: sentSince,
				people: this.people,
			});
		}
		if (optOut !== undefined) {
			this.optOuts = new OptOuts(context, connection, instance, { optOut, people: this.people });
		}
	}

	isFor(connection: Connection, instance: string): boolean {
		return this.connection === connection && this.instance === instance;
	}

	/** To be called before `prepare`, for each recipient. */
	addRecipient(recipient: string): void {
		this.recipients.push(recipient);
	}

	/** Finds out what has to be known before the first message. @param waitBetween see {@link findAddresses} */
	async prepare(waitBetween: () => Promise<boolean>): Promise<void> {
		const { context, connection, instance, settings, recipients, sentBefore } = this;
		const { store } = this.server;
		const need = this.needOfStore();
		if (need !== undefined && store !== undefined && (await store.keepsNothing(this))) {
			this.stopReason = `${need}: the server stores no messages. ${store.howToKeep}, or remove the option`;
			return;
		}
		if (settings.verifyNumbers) {
			const result = await findAddresses(
				{ context, connection, instance },
				recipients,
				waitBetween,
			);
			if ('addresses' in result) this.addresses = result.addresses;
			else {
				const reason = await findStopReason(context, connection, instance, result.failure);
				this.stopReason = `The numbers could not be verified: ${reason ?? result.failure.message}`;
			}
		}
		for (const [number, address] of this.addresses) {
			if (isLid(address)) this.people.learn(address, number);
		}
		await this.lookUpPeople();
		const addresses = recipients.map((recipient) => this.addressOf(recipient) ?? recipient);
		sentBefore?.keepMessagesTo([...recipients, ...addresses]);
	}

	/** What cannot be known without the server's store; undefined if nothing has to be. */
	private needOfStore(): string | undefined {
		if (this.sentBefore !== undefined) return 'Deduplication cannot know who has the message';
		if (this.optOuts !== undefined) return 'Opt-Out cannot know who wants no messages';
		return this.budget?.needOfStore;
	}

	/** Looks up to whom the LIDs belong, if that decides who has a message already or would get it twice. */
	private async lookUpPeople(): Promise<void> {
		const { recipients, people } = this;
		const isStoreNeeded = this.sentBefore !== undefined || this.optOuts !== undefined;
		if (this.stopReason !== undefined) return;
		if (!isStoreNeeded && !recipients.some(isPhone)) return;
		await people.lookUp(recipients).catch((error: unknown) => {
			if (!(error instanceof RequestFailure)) throw error;
			// At worst somebody gets the same message twice in this run: that is not a reason to send nothing.
			if (!isStoreNeeded) return;
			this.stopReason = `The numbers behind hidden addresses (LIDs) could not be read: ${error.message}`;
		});
	}

	/** @returns the earlier item that says the same to the same chat; undefined if this is the first */
	recordMessage(address: string, identity: string, index: number): number | undefined {
		const key = JSON.stringify([this.people.namesOf(address), identity]);
		const earlierItem = this.firstItems.get(key);
		if (earlierItem === undefined) this.firstItems.set(key, index);
		return earlierItem;
	}

	/** Where to send to; null for a number that is not on WhatsApp. */
	addressOf(recipient: string): string | null {
		const address = this.addresses.get(recipient);
		return address === undefined ? recipient : address;
	}

	async showTyping(
		address: string,
		typing: { readonly activity?: Activity; readonly delay: number },
	): Promise<void> {
		await this.server.sends.showTyping(this, address, typing);
	}

	/**
	 * *Deduplication*: finds the message in the chat; of several messages those, from the first on, that the chat
	 * has already. @throws {RequestFailure} if the store cannot be read
	 */
	async findSent(
		recipient: string,
		{ content, identity }: IdentifiedContent,
	): Promise<readonly SentMessage[]> {
		const address = this.addressOf(recipient) ?? recipient;
		const all: SentMessage[] = [];
		for (const part of partsOf(content)) {
			const found = await this.sentBefore?.find([address, recipient], part, identity, all);
			if (found === undefined) break;
			all.push(found);
		}
		for (const { messageId } of all) this.sentBefore?.assign(messageId, identity);
		return all;
	}

	/**
	 * The same from n8n's record, of all messages of an item together. @returns when it was sent, to the hour
	 * @throws {InputProblem} if n8n cannot be asked
	 */
	async findRecorded(
		recipient: string,
		{ identity }: IdentifiedContent,
	): Promise<Date | undefined> {
		return await this.sentRecord?.find(this.namesOf(recipient), identity);
	}

	/** Records that it is sent now. @returns what takes the record away, for when it certainly was not sent */
	async recordSending(recipient: string, identity = ''): Promise<() => Promise<void>> {
		if (this.sentRecord === undefined || identity === '') return async () => {};
		return await this.sentRecord.note(this.namesOf(recipient), identity);
	}

	private namesOf(recipient: string): string[] {
		const address = this.addressOf(recipient) ?? recipient;
		return [recipient, address].flatMap((one) => this.people.namesOf(one));
	}

	/** *Opt-Out*. @throws {RequestFailure} if the store cannot be read */
	async findOptOut(address: string): Promise<OptOut | undefined> {
		return await this.optOuts?.find(address);
	}

	/** @param sent the messages of an item @param identity of its content, if it has one */
	recordSent(sent: readonly SentKey[], identity?: string): readonly WatchedMessage[] {
		this.failuresInARow = 0;
		if (identity !== undefined) {
			for (const { messageId } of sent) {
				if (messageId !== null) this.sentBefore?.assign(messageId, identity);
			}
		}
		return this.lookBack.add(sent);
	}

	async recordFailure(failure: Failure): Promise<void> {
		const { context, connection, instance, settings } = this;
		this.failuresInARow += 1;
		this.stopReason = await findStopReason(context, connection, instance, failure);
		const areTooMany = this.failuresInARow >= (settings.stopConditions.failuresInARow ?? Infinity);
		if (areTooMany) {
			this.stopReason ??= `${this.failuresInARow} in a row failed, the last one with: ${failure.message}`;
		}
	}
}
