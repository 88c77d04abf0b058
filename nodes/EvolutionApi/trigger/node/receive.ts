import {
	NodeOperationError,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import {
	ACKNOWLEDGEMENT,
	decodeHubCached,
	forward,
	HUB_HEADER,
	PROBE_EVENT,
	selfOf,
	targetsOf,
	wants,
	wasTaken,
	type Health,
	type Subscriber,
	type Verdict,
} from '../hub';
import { chatAddresses, eventIdOf, parseDelivery, type Delivery } from '../index';
import { authenticate, type Refusal } from './authenticate';
import { outputsFor } from './items';
import { livingOf, nameOf, type Living } from './living';
import { prune } from './prune';
import { registered, type Registered } from './registration';
import { readSettings, readTarget, type TriggerSettings } from './settings';
import { claim, noteTaken, recall, release, store } from './taken';

const health: Health = new Map();

const ACKNOWLEDGED: IWebhookResponseData = { webhookResponse: ACKNOWLEDGEMENT };

/** A delivery comes in: who sent it, who wants it, and what the server is told. */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const isTest = context.getMode() === 'manual';
	const alive = isTest ? undefined : livingOf(nameOf(context));
	const stored = registered(context, isTest);
	const headers = context.getHeaderData();
	const settings = alive?.settings ?? readSettings(context);
	const authentic = await authenticate(context, settings, alive, stored);
	if ('refusal' in authentic) return refuse(context, authentic);
	const { key } = authentic;
	const delivery = parseDelivery(context.getBodyData());
	const instance = await instanceOf(context, settings, alive, stored);
	const isOurs = delivery !== undefined && (instance === '' || delivery.instance === instance);
	if (!isOurs || delivery.event === PROBE_EVENT) return ACKNOWLEDGED;
	const decoded = await decodeHubCached(headers[HUB_HEADER], key);
	const subscribers = decoded.kind === 'list' ? decoded.subscribers : [];
	const { originalUrl } = context.getRequestObject();
	const self =
		selfOf(subscribers, originalUrl, context.getBodyData().destination) ??
		subscribers.find(({ url }) => url === stored.url);
	const incoming: Incoming = { delivery, eventId: eventIdOf(delivery), key, subscribers, self };
	return await passOn(context, settings, alive, incoming, isTest);
}

interface Incoming {
	readonly delivery: Delivery;
	readonly eventId: string;
	readonly key: string;
	readonly subscribers: readonly Subscriber[];
	/** Ourselves in the list; not there while it changes. */
	readonly self?: Subscriber;
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
	isTest: boolean,
): Promise<IWebhookResponseData> {
	const { delivery, eventId } = incoming;
	const server = async () => alive ?? (await readTarget(context));
	// Claimed before anything is waited for: the same event may come a second time meanwhile.
	const isWanted =
		wantsIt(settings, incoming) && settings.passes(delivery) && (isTest || claim(context, eventId));
	const own = async () => {
		const outputs = isWanted
			? await outputsFor(alive?.context ?? context, settings, delivery, server)
			: [];
		const starts = outputs.some((items) => items.length > 0);
		if (starts && alive !== undefined) alive.context.emit(outputs);
		return starts && alive === undefined ? outputs : undefined;
	};
	try {
		const [workflowData, verdict] = await Promise.all([
			own(),
			forwarded(context, incoming, isTest),
		]);
		if (!isTest) remember(context, alive, incoming, verdict, isWanted);
		if (verdict.gone.length > 0) void prune(context, alive, incoming, verdict.gone);
		if (verdict.status !== 503) return workflowData ? { workflowData } : ACKNOWLEDGED;
		context.getResponseObject().status(503).send('Not everybody has it yet');
		return { noWebhookResponse: true, workflowData };
	} catch (error) {
		// n8n answers 500, and the server sends it again.
		if (isWanted && !isTest) release(context, eventId);
		throw new NodeOperationError(
			context.getNode(),
			error instanceof Error ? error.message : 'The event could not be taken',
		);
	}
}

async function forwarded(
	context: IWebhookFunctions,
	{ delivery, eventId, key, subscribers, self }: Incoming,
	isTest: boolean,
): Promise<Verdict> {
	const request = context.getRequestObject();
	const raw: Buffer | string =
		'rawBody' in request && Buffer.isBuffer(request.rawBody)
			? request.rawBody
			: JSON.stringify(context.getBodyData());
	const headers = context.getHeaderData();
	const letter = { raw, event: delivery.event, chats: chatsOf(delivery), headers };
	const memory = isTest ? [] : recall(context);
	const targets = targetsOf(subscribers, letter, self, Date.now()).filter(
		({ url }) => !wasTaken(memory, eventId, url),
	);
	if (targets.length === 0) return { status: 200, forwarded: [], taken: [], gone: [] };
	return await forward(context, letter, targets, { key, health });
}

/** What nobody wanted need not be known when it comes again, and is not worth a write to n8n's database. */
function remember(
	context: IWebhookFunctions,
	alive: Living | undefined,
	{ eventId }: Incoming,
	{ taken }: Verdict,
	isWanted: boolean,
): void {
	if (taken.length > 0) noteTaken(context, eventId, taken);
	if (alive === undefined || !(isWanted || taken.length > 0)) return;
	store(context, alive.missedSince ?? Date.now());
}

/** Registered is none where the server sends everything to everybody. */
async function instanceOf(
	context: IWebhookFunctions,
	{ options }: TriggerSettings,
	alive: Living | undefined,
	stored: Partial<Registered>,
): Promise<string> {
	if (alive !== undefined) return alive.instance;
	return options.globalWebhook ? (await readTarget(context)).instance : (stored.instance ?? '');
}

function refuse(context: IWebhookFunctions, { status, refusal }: Refusal): IWebhookResponseData {
	context.logger.warn('A delivery was refused: it is not known to be of the server', { refusal });
	context.getResponseObject().status(status).send('Not a delivery of the Evolution API server');
	return { noWebhookResponse: true };
}
