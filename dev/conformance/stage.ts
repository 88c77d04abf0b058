import { sleep, type IBinaryKeyData, type IDataObject } from 'n8n-workflow';

import type { EngineResult } from '../engine/engine';
import { runOperationWith } from '../engine/operation';
import { findOperation } from '../engine/savedParameters';
import type { Cleaner } from './exchange';

export interface StageIds {
	/** ID of a message that we sent, and can change. */
	sent?: string;
	picture?: string;
	/** The whole message with the picture, as JSON. */
	pictureMessage?: string;
	poll?: string;
	received?: { readonly id: string; readonly chat: string };
	/** A group that we created. */
	group?: string;
	inviteCode?: string;
	/** A channel that the account owns or follows, and the code of its link. */
	channel?: string;
	channelCode?: string;
	bot?: string;
	credential?: string;
	label?: string;
	media?: string;
	/** ID of a template that we created, until it's deleted. */
	template?: string;
}

/** Thrown if an operation can't be tried, because it needs a phone or a person. */
export class NotPossible extends Error {}

export interface Phone {
	readonly instance: string;
	readonly recipient: string;
	/** Whether changes of the account are allowed. */
	readonly mayChange: boolean;
}

export interface Place {
	readonly url: string;
	readonly key: string;
	/** The URL that the node uses: the recorder between node and server. */
	readonly recorded: string;
	readonly version: string;
	readonly phone?: Phone;
	readonly cleaner: Cleaner;
}

type Access = Parameters<typeof runOperationWith>[0];

interface StoredMessage {
	readonly key: {
		readonly id: string;
		readonly fromMe: boolean;
		readonly remoteJid?: string;
		readonly remoteJidAlt?: string;
	};
}

/** Recipient in the operations' examples. */
const OF_EXAMPLES = '5511988887777';

export class Stage {
	readonly ids: StageIds = {};
	/** Name of the instance that this class creates and deletes. */
	readonly own = `conformance-${Date.now().toString(36)}`;
	/** Name of our own instance that isn't connected to WhatsApp. */
	readonly inbox = `${this.own}-inbox`;
	readonly inboxNumber = String(Date.now());
	readonly ownTemplate = this.own.replaceAll('-', '_');
	phone?: Phone;

	constructor(protected readonly place: Place) {
		this.phone = place.phone;
	}

	get version(): string {
		return this.place.version;
	}

	get instance(): string {
		return this.phone?.instance ?? this.own;
	}

	get recipient(): string {
		return this.phone?.recipient ?? OF_EXAMPLES;
	}

	protected get access(): Access {
		return { authentication: 'globalKey', credentials: this.credentials };
	}

	get credentials() {
		const { recorded: baseUrl, key: apiKey } = this.place;
		return { evolutionGlobalKeyApi: { baseUrl, apiKey } };
	}

	/** @param example ID to return if no instance has a phone */
	need<Key extends keyof StageIds>(key: Key, what: string, example: NonNullable<StageIds[Key]>) {
		const found = this.ids[key] as NonNullable<StageIds[Key]> | undefined;
		if (found !== undefined) return found;
		if (this.phone === undefined) return example;
		throw new NotPossible(`there is no ${what}`);
	}

	/** Runs an operation with the values of its example, in which the recipient is replaced. */
	async run(
		name: string,
		instance: string,
		values: IDataObject = {},
		binary?: IBinaryKeyData,
	): Promise<EngineResult> {
		const [resource, operation] = name.split('/');
		const { example } = findOperation(resource, operation);
		return await runOperationWith(this.access, {
			resource,
			operation,
			instance,
			values: { ...this.withPeople(example as IDataObject), ...values },
			items: [{ json: {}, binary }],
		});
	}

	/** @returns undefined if the server refuses the request */
	async ask<Answer>(method: string, path: string, body?: object): Promise<Answer | undefined> {
		const sent = body === undefined ? undefined : JSON.stringify(body);
		const { status, text } = await this.exchange(method, path, sent);
		if (status < 200 || status > 299) return undefined;
		return (text === '' ? null : JSON.parse(text)) as Answer;
	}

	/** @throws {Error} if no answer arrives in time */
	async exchange(
		method: string,
		path: string,
		body?: string,
		limitMs?: number,
	): Promise<{ status: number; text: string }> {
		const response = await fetch(this.place.url + path, {
			method,
			headers: { apikey: this.place.key, 'content-type': 'application/json' },
			body,
			signal: limitMs === undefined ? undefined : AbortSignal.timeout(limitMs),
		});
		return { status: response.status, text: await response.text() };
	}

	/** Looks for a message that the permitted recipient sent. No other person may get anything from us, not even a reaction. */
	async lookForReceived(): Promise<void> {
		if (this.phone === undefined) return;
		const path = `/chat/findMessages/${this.instance}`;
		const found = await this.ask<{ messages?: { records?: StoredMessage[] } }>('POST', path, {
			where: {},
			page: 1,
			offset: 200,
		});
		const received = found?.messages?.records?.find(
			({ key: { fromMe, remoteJid, remoteJidAlt } }) =>
				!fromMe && [remoteJid, remoteJidAlt].some((jid) => jid?.startsWith(this.recipient)),
		);
		if (received === undefined) return;
		this.ids.received = { id: received.key.id, chat: `${this.recipient}@s.whatsapp.net` };
	}

	async makeInbox(): Promise<void> {
		const integration = 'EVOLUTION';
		const number = this.inboxNumber;
		await this.ask('POST', '/instance/create', { instanceName: this.inbox, integration, number });
	}

	async writeToInbox(text: string): Promise<void> {
		const values = { instanceNumber: this.inboxNumber, text };
		const { error } = await this.run('system/receiveMessage', this.inbox, values);
		if (error) throw new Error(error.message);
	}

	async webhookOf(instance: string): Promise<IDataObject | null> {
		return (await this.ask<IDataObject | null>('GET', `/webhook/find/${instance}`)) ?? null;
	}

	/** Switches the instance's webhook off. @returns a function that restores the webhook */
	async freeWebhook(): Promise<() => Promise<void>> {
		const { instance } = this;
		const before = await this.webhookOf(instance);
		const set = async (webhook: IDataObject) =>
			void (await this.ask('POST', `/webhook/set/${instance}`, { webhook }));
		const off = { enabled: false, url: 'https://example.com', events: [] };
		await set(off);
		return async () => {
			if (before === null) return await set(off);
			const { webhookByEvents: byEvents, webhookBase64: base64, headers, ...webhook } = before;
			const { enabled, url, events } = webhook;
			await set({
				enabled,
				url,
				events,
				byEvents,
				base64,
				...(headers === null ? {} : { headers }),
			});
		};
	}

	/** @returns a function that switches Chatwoot off */
	chatwootOffAfter(): Promise<() => Promise<void>> {
		const off = { enabled: false, accountId: '1', token: 'x', url: 'https://chatwoot.example.com' };
		const more = { signMsg: false, reopenConversation: false, conversationPending: false };
		const body = { ...off, ...more };
		return Promise.resolve(
			async () => void (await this.ask('POST', `/chatwoot/set/${this.own}`, body)),
		);
	}

	async untilOpen(): Promise<void> {
		const path = `/instance/connectionState/${this.instance}`;
		for (let tries = 0; tries < 30; tries++) {
			await sleep(500);
			const found = await this.ask<{ instance?: { state?: string } }>('GET', path);
			if (found?.instance?.state === 'open') return;
		}
	}

	/** @returns the instances and the template that couldn't be deleted */
	async clear(): Promise<string[]> {
		const left: string[] = [];
		if (this.ids.template !== undefined) {
			const path = `/template/delete/${this.instance}`;
			const deleted = await this.ask('DELETE', path, { name: this.ownTemplate });
			if (deleted === undefined) left.push(`template ${this.ownTemplate}`);
		}
		for (const name of [this.own, this.inbox]) {
			const path = `/instance/connectionState/${name}`;
			if ((await this.ask('GET', path)) === undefined) continue;
			await this.ask('DELETE', `/instance/logout/${name}`);
			const deleted = await this.ask('DELETE', `/instance/delete/${name}`);
			if (deleted === undefined) left.push(`instance ${name}`);
		}
		return left;
	}

	private withPeople(example: IDataObject): IDataObject {
		const text = JSON.stringify(example).replaceAll(OF_EXAMPLES, this.recipient);
		return JSON.parse(text) as IDataObject;
	}
}
