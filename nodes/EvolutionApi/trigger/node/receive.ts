import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import {
	ACKNOWLEDGEMENT,
	decodeHubCached,
	forward,
	HUB_HEADER,
	memoryFrom,
	PROBE_EVENT,
	selfOf,
	targetsOf,
	tokenProblem,
	wants,
	wasTaken,
	withTaken,
	type Health,
	type Memory,
	type Subscriber,
	type Verdict,
} from '../hub';
import { chatAddresses, eventIdOf, parseDelivery, type Delivery } from '../index';
import { outputsFor } from './items';
import { livingOf, nameOf, type Living } from './living';
import { change, read, registered, type Registered } from './registration';
import { readSettings, readTarget, type TriggerSettings } from './settings';

const health: Health = new Map();

/** How often a wrong signature may cause a look at the server. */
const KEY_CHECK_MS = 60_000;
const lastKeyCheck = new Map<string, number>();

const ACKNOWLEDGED: IWebhookResponseData = { webhookResponse: ACKNOWLEDGEMENT };

/** A delivery comes in: who sent it, who wants it, and what the server is told. */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const isTest = context.getMode() === 'manual';
	const alive = isTest ? undefined : livingOf(nameOf(context));
	const stored = registered(context, isTest);
	const headers = context.getHeaderData();
	const settings = alive?.settings ?? readSettings(context);
	const key = await authenticKey(context, settings, alive, stored);
	if (key === undefined) return refuse(context);
	const delivery = parseDelivery(context.getBodyData());
	const instance = alive?.instance ?? stored.instance ?? '';
	const isOurs = delivery !== undefined && (instance === '' || delivery.instance === instance);
	if (!isOurs || delivery.event === PROBE_EVENT) return ACKNOWLEDGED;
	const decoded = await decodeHubCached(headers[HUB_HEADER], key);
	const subscribers = decoded.kind === 'list' ? decoded.subscribers : [];
	const request = context.getRequestObject();
	const self = selfOf(subscribers, request.originalUrl, context.getBodyData().destination);
	const memory = alive?.memory ?? memoryFrom(context.getWorkflowStaticData('node').taken);
	const incoming: Incoming = { delivery, eventId: eventIdOf(delivery), key, subscribers, self };
	const isNew = !wasTaken(memory, incoming.eventId, self?.url ?? '');
	const isWanted = isNew && wantsIt(settings, incoming) && settings.passes(delivery);
	return await passOn(context, settings, alive, incoming, { memory, isWanted, isTest });
}

interface Incoming {
	readonly delivery: Delivery;
	readonly eventId: string;
	readonly key: string;
	readonly subscribers: readonly Subscriber[];
	/** Ourselves in the list; not there while it changes. */
	readonly self?: Subscriber;
}

interface Decision {
	readonly memory: Memory;
	readonly isWanted: boolean;
	readonly isTest: boolean;
}

const chatsOf = ({ data }: Delivery) => chatAddresses(data);

function wantsIt({ events }: TriggerSettings, { delivery }: Incoming): boolean {
	const asSubscriber: Subscriber = { kind: 'trigger', url: '', events };
	return wants(asSubscriber, { event: delivery.event, chats: chatsOf(delivery) }, Date.now());
}

async function passOn(
	context: IWebhookFunctions,
	settings: TriggerSettings,
	alive: Living | undefined,
	incoming: Incoming,
	{ memory, isWanted, isTest }: Decision,
): Promise<IWebhookResponseData> {
	const { delivery, eventId, self } = incoming;
	const server = async () => alive ?? (await readTarget(context));
	const outputs = isWanted
		? await outputsFor(alive?.context ?? context, settings, delivery, server)
		: undefined;
	const starts = outputs?.some((items) => items.length > 0) === true;
	if (starts && alive !== undefined) alive.context.emit(outputs);
	const verdict = await forwarded(context, incoming, memory);
	const taken = [...(self ? [self.url] : ['']), ...verdict.taken];
	remember(context, alive, withTaken(memory, eventId, taken, Date.now()), isTest);
	if (verdict.gone.length > 0) void prune(context, server, verdict.gone);
	const workflowData = starts && alive === undefined ? outputs : undefined;
	if (verdict.status !== 503) return workflowData ? { workflowData } : ACKNOWLEDGED;
	context.getResponseObject().status(503).send('Not everybody has it yet');
	return { noWebhookResponse: true, workflowData };
}

async function forwarded(
	context: IWebhookFunctions,
	{ delivery, eventId, key, subscribers, self }: Incoming,
	memory: Memory,
): Promise<Verdict> {
	const request = context.getRequestObject();
	const raw: Buffer | string =
		'rawBody' in request && Buffer.isBuffer(request.rawBody)
			? request.rawBody
			: JSON.stringify(context.getBodyData());
	const headers = context.getHeaderData();
	const letter = { raw, event: delivery.event, chats: chatsOf(delivery), headers };
	const targets = targetsOf(subscribers, letter, self, Date.now()).filter(
		({ url }) => !wasTaken(memory, eventId, url),
	);
	if (targets.length === 0) return { status: 200, forwarded: [], taken: [], gone: [] };
	return await forward(context, letter, targets, { key, health });
}

/** Static data is stored only by a call that starts no execution, so the living one knows more. */
function remember(
	context: IWebhookFunctions,
	alive: Living | undefined,
	memory: Memory,
	isTest: boolean,
): void {
	if (isTest) return;
	if (alive !== undefined) alive.memory = memory;
	const stored = context.getWorkflowStaticData('node');
	stored.taken = JSON.parse(JSON.stringify(memory)) as IDataObject[];
	stored.lastEventAt = Date.now();
}

/** Takes those off the list that are gone; if it fails, the next one to find them does it. */
async function prune(
	context: IWebhookFunctions,
	server: () => ReturnType<typeof readTarget> | Promise<Living>,
	urls: readonly string[],
): Promise<void> {
	try {
		const { connection, instance } = await server();
		const wishes = urls.map((url) => ({ do: 'unsubscribe' as const, url }));
		await change(context, connection, instance, ...wishes);
	} catch (error) {
		context.logger.warn('A workflow that is gone could not be taken off the webhook', {
			cause: error instanceof Error ? error.message : '',
		});
	}
}

/** The key that the delivery is signed with; undefined: it is not authentic. */
async function authenticKey(
	context: IWebhookFunctions,
	settings: TriggerSettings,
	alive: Living | undefined,
	stored: Partial<Registered>,
): Promise<string | undefined> {
	const { authorization } = context.getHeaderData();
	const known = alive?.key ?? stored.key ?? '';
	const problem = tokenProblem(authorization, known, Date.now());
	if (problem === undefined) return known;
	if (settings.options.takeOver) return known;
	if (problem !== 'signature' || !mayCheckKey(nameOf(context))) return undefined;
	const key = await currentKey(context);
	if (key === undefined || tokenProblem(authorization, key, Date.now()) !== undefined)
		return undefined;
	if (alive !== undefined) alive.key = key;
	stored.key = key;
	return key;
}

function mayCheckKey(name: string): boolean {
	const now = Date.now();
	if (now - (lastKeyCheck.get(name) ?? 0) < KEY_CHECK_MS) return false;
	lastKeyCheck.set(name, now);
	return true;
}

/** The webhook may have been set anew by another n8n. */
async function currentKey(context: IWebhookFunctions): Promise<string | undefined> {
	try {
		const { connection, instance } = await readTarget(context);
		return (await read(context, connection, instance)).key;
	} catch (error) {
		context.logger.warn('The key of the webhook could not be read', {
			cause: error instanceof Error ? error.message : '',
		});
		return undefined;
	}
}

function refuse(context: IWebhookFunctions): IWebhookResponseData {
	context.getResponseObject().status(401).send('Not a delivery of the Evolution API server');
	return { noWebhookResponse: true };
}
