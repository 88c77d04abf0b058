import { splitAddress } from '../../../../../nodes/EvolutionApi/server/evolutionGo/webhook';
import type { WebhookApi } from '../../../../../nodes/EvolutionApi/hub/changes';
import { HUB_HEADER, type WorkflowSubscriber } from '../../../../../nodes/EvolutionApi/hub/list';
import { EVENTS } from '../../../../../simulator/events/names';
import { ALL_WORDS } from '../../../../../simulator/go/events/words';
import type { Arbitrary } from 'fast-check';
import fc from '../../../../support/properties';
import { FakeGoServer } from './goServer';
import { FakeServer } from './server';

export const events = fc.subarray(['CALL', 'MESSAGES_UPSERT', 'LABELS_EDIT', 'CHATS_SET'], {
	minLength: 1,
});

type Essence = Readonly<Record<string, unknown>>;

export interface ModelServer {
	api(): WebhookApi;
	overwrite(webhook: never): void;
	/** Returns the webhook without our nodes' additions; undefined if no webhook is set. */
	essence(): Essence | undefined;
	readonly url: string | undefined;
	readonly isOurs: boolean;
	expectSent(wanted: readonly WorkflowSubscriber[], before: Essence | undefined): void;
}

class EvolutionApiModel extends FakeServer implements ModelServer {
	overwrite(webhook: Record<string, unknown>): void {
		this.set(webhook);
	}

	essence(): Essence | undefined {
		if (this.record === null) return undefined;
		const { url, enabled, events: names, webhookByEvents, webhookBase64, headers } = this.record;
		const isTheirs = ([name]: [string, unknown]) =>
			!this.isOurs || ![HUB_HEADER, 'jwt_key'].includes(name);
		const theirs = Object.fromEntries(Object.entries(headers ?? {}).filter(isTheirs));
		return { url, enabled, events: names, webhookByEvents, webhookBase64, headers: theirs };
	}

	get url(): string | undefined {
		return this.record?.enabled === true ? this.record.url : undefined;
	}

	get isOurs(): boolean {
		return HUB_HEADER in (this.record?.headers ?? {});
	}

	expectSent(wanted: readonly WorkflowSubscriber[], before: Essence | undefined): void {
		const foreign = before as
			| { enabled: boolean; events: string[]; webhookBase64: boolean }
			| undefined;
		const served = foreign?.enabled === true ? foreign : undefined;
		const isAll = wanted.some((one) => one.events.length === 0);
		const union = [...wanted.flatMap((one) => one.events), ...(served?.events ?? [])];
		expect(new Set(this.record?.events)).toEqual(new Set(isAll ? EVENTS : union));
		const base64 = wanted.some((one) => one.base64 === true) || served?.webhookBase64 === true;
		expect(this.record).toMatchObject({ webhookBase64: base64, webhookByEvents: false });
	}
}

const WORD_OF: Readonly<Record<string, string>> = {
	CALL: 'CALL',
	MESSAGES_UPSERT: 'MESSAGE',
	LABELS_EDIT: 'LABEL',
	CHATS_SET: 'HISTORY_SYNC',
};

class EvolutionGoModel extends FakeGoServer implements ModelServer {
	private ways: Readonly<Record<string, string>> = {};

	overwrite(webhook: Parameters<FakeGoServer['connect']>[0]): void {
		this.connect(webhook);
		const { rabbitmqEnable, websocketEnable, natsEnable } = this.row;
		this.ways = { rabbitmqEnable, websocketEnable, natsEnable };
	}

	essence(): Essence | undefined {
		if (this.url === undefined) return undefined;
		// With `ALL`, the other words have no effect.
		const words = this.words.includes('ALL') ? ['ALL'] : this.words.sort();
		return { url: this.url, words };
	}

	get url(): string | undefined {
		const { url: address } = splitAddress(this.row.webhook);
		return address === 'disabled' ? undefined : address || undefined;
	}

	get isOurs(): boolean {
		return HUB_HEADER in splitAddress(this.row.webhook).headers;
	}

	expectSent(wanted: readonly WorkflowSubscriber[], before: Essence | undefined): void {
		const { words: theirs = [] } = (before ?? {}) as { words?: string[] };
		const isAll = wanted.some((one) => one.events.length === 0);
		const ours = isAll
			? ALL_WORDS
			: wanted.flatMap((one) => one.events.map((name) => WORD_OF[name]));
		const union = new Set([...ours, ...theirs]);
		expect(this.row).toMatchObject(this.ways);
		// RabbitMQ, WebSocket and NATS share the webhook's event names. If one of them is on, no event name may be removed.
		const isShared = Object.values(this.ways).includes('enabled');
		if (isAll) expect(this.words).toEqual(expect.arrayContaining(ALL_WORDS));
		else if (union.has('ALL')) expect(this.words).toContain('ALL');
		else if (isShared) expect(this.words).toEqual(expect.arrayContaining([...union]));
		else expect(new Set(this.words)).toEqual(union);
	}

	private get words(): string[] {
		return this.row.events.split(',');
	}
}

const url = fc.constantFrom('https://other.example/x', 'https://app.example/y?z=1');
const way = fc.constantFrom('', 'enabled', 'disabled');
const headers = fc.dictionary(
	fc.constantFrom('a', 'authorization', 'jwt_key'),
	fc.string({ minLength: 1 }),
);

export const MODEL_SERVERS: ReadonlyArray<
	[
		name: string,
		start: () => ModelServer,
		webhook: Arbitrary<unknown>,
		/** Generates whether a workflow wants files in its deliveries. */
		base64: Arbitrary<boolean>,
	]
> = [
	[
		'Evolution API',
		() => new EvolutionApiModel(),
		fc.record(
			{
				url,
				enabled: fc.boolean(),
				events: fc.oneof(events, fc.constant([])),
				byEvents: fc.boolean(),
				base64: fc.boolean(),
				headers,
			},
			{ requiredKeys: ['url', 'enabled', 'events', 'byEvents', 'base64'] },
		),
		fc.boolean(),
	],
	[
		'Evolution Go',
		() => new EvolutionGoModel(),
		fc.record(
			{
				webhookUrl: url,
				// The fake server drops `BUTTON_CLICK`, so each webhook has at least one other event.
				subscribe: fc
					.shuffledSubarray(['MESSAGE', 'CALL', 'QRCODE', 'CHAT_PRESENCE', 'BUTTON_CLICK', 'ALL'])
					.filter((words) => words.some((word) => word !== 'BUTTON_CLICK')),
				rabbitmqEnable: way,
				websocketEnable: way,
				natsEnable: way,
			},
			{ requiredKeys: ['webhookUrl', 'subscribe'] },
		),
		// In Evolution Go, files in deliveries are a setting of the server, not of the webhook.
		fc.constant(false),
	],
];
