import type {
	ListContent,
	ForeignSubscriber,
	Subscriber,
	WorkflowSubscriber,
} from '../../../../../nodes/EvolutionApi/hub/list';
import { type HubChange, plan } from '../../../../../nodes/EvolutionApi/hub/plan';
import type { WebhookRecord } from '../../../../../nodes/EvolutionApi/server/records';
import { trigger, urlOf } from './server';

export const NOW_S = 1_800_000_000;
export const circumstances = { nowMs: NOW_S * 1000, newKey: 'new key' };

export const record = (rest: Partial<WebhookRecord> = {}): WebhookRecord => ({
	url: 'https://other.example/hook',
	enabled: true,
	events: ['CALL'],
	headers: { authorization: 'Basic x', jwt_key: 'theirs' },
	byEvents: true,
	base64: false,
	...rest,
});
export const foreign = (rest: Partial<ForeignSubscriber> = {}): ForeignSubscriber => ({
	kind: 'foreign',
	url: 'https://other.example/hook',
	enabled: true,
	events: ['CALL'],
	headers: { authorization: 'Basic x', jwt_key: 'theirs' },
	byEvents: true,
	base64: false,
	...rest,
});
export const none: ListContent = { kind: 'none' };
export const listOf = (...subscribers: Subscriber[]): ListContent => ({
	kind: 'list',
	subscribers,
});
type Subscription = Extract<HubChange, { readonly do: 'subscribe' }>;

export const subscribe = (
	subscriber: WorkflowSubscriber,
	rest: Partial<Subscription> = {},
): HubChange => ({
	do: 'subscribe',
	subscriber,
	...rest,
});
export const unsubscribe = (number: number | string): HubChange => ({
	do: 'unsubscribe',
	url: urlOf(number),
});
export const ours = (owner: number | string, rest: Partial<WebhookRecord> = {}) =>
	record({
		url: urlOf(owner),
		events: ['MESSAGES_UPSERT'],
		byEvents: false,
		headers: { jwt_key: 'kept', 'x-evolution-hub': 'packed' },
		...rest,
	});
export const test = (number: number, seconds = 60) =>
	trigger(number, { kind: 'test', expires: NOW_S + seconds });
export const wait = (number: number, seconds = 60) =>
	trigger(number, { kind: 'wait', chat: '1@s.whatsapp.net', expires: NOW_S + seconds });

export const planned = (
	current: WebhookRecord | null,
	decoded: ListContent,
	...changes: HubChange[]
) => plan(current, decoded, changes, circumstances);
