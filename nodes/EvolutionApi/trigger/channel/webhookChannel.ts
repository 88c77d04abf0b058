import { HOUR_MS } from '../../core/values/time';
import { RequestFailure } from '../../errors/failure';
import type { Target, UnreadWebhook } from '../../server/adapter';
import type { Delivery } from '../../server/delivery';
import { findEnded, probe } from '../../hub/ask';
import { changeHub, inspectInstanceHub, readInstanceHub } from '../../hub/changes';
import { isWorkflow, type WorkflowSubscriber } from '../../hub/list';
import { eventsFor, type HubChange, type HubState, unsubscribe } from '../../hub/plan';
import { PASSED_HEADER } from '../../hub/subscribers';
import type { ActiveTrigger, Channel, HookTarget } from '../active/activeTrigger';
import {
	activeTriggerAt,
	findActiveTriggers,
	healthNotesOn,
	webhookUrl,
	activeTriggersOn,
	getNodeId,
	stateOfInstance,
} from '../active/activeTriggers';
import { makeInstanceId } from '../../server/account';
import { makeSuffix, subscriberFor } from '../active/registration';
import { foreignEntry, saveSoon, sealForeign, storedForeign } from '../active/saveTaken';
import { listRegisteredInstances, openStaticData } from '../memory/staticData';
import { catchUp } from './catchUp';
import type { TriggerSettings } from '../settings/triggerSettings';
import type { CalledList } from '../inbox/source';
import { noteMissed, setAgainAfterLogOut, updateKey } from './repairRegistration';
import { isBetterOwner } from './unreachable';

/** The server calls one workflow of the instance, which forwards events to the instance's other subscribers. */
export class WebhookChannel implements Channel {
	readonly holdsConnection = false;

	async register(target: HookTarget, settings: TriggerSettings, url: string): Promise<void> {
		const { context, connection, instance } = target;
		const isTest = context.getMode() === 'manual';
		await refuseOtherN8n(target, url);
		const registration = openStaticData(context).registration(isTest);
		const formerInstances = listRegisteredInstances(registration);
		const formerUrl = formerInstances.includes(instance) ? registration.url : undefined;
		const others = othersHere(target, url);
		// The owner (the workflow that the server calls) may have been switched off without anyone noticing.
		const current = await readInstanceHub(target);
		const asOwner = await isOwnerDead(target, current, url);
		// Unsubscribes an ended subscriber that the server still calls. Otherwise, a test session in the editor gets no events.
		const removals = isTest && asOwner ? unsubscribe(await findEnded(target, current)) : [];
		const ownEntry = { url, formerUrl, asOwner, isTest };
		const joining = await changesToJoin(target, settings, current, ownEntry);
		const state = await changeHub(target, ...removals, ...others, ...joining);
		if (isTest) return;
		const suffix = makeSuffix(settings, instance);
		const { subscribers: list, ownerUrl, key } = state;
		openStaticData(context).put(foreignEntry({ suffix, connection, list, ownerUrl }));
		// If another app overwrites the webhook, a trigger restores it from `active.list`, which must include this workflow.
		for (const active of activeTriggersOn(makeInstanceId(connection, instance))) active.list = list;
		// trigger() runs in parallel to register(), and may not know the webhook's new key yet.
		for (const trigger of findActiveTriggers(getNodeId(context))) {
			if (trigger.instance !== instance) continue;
			trigger.key = key;
			trigger.ownerUrl ??= ownerUrl;
			trigger.note('registered');
			void catchUp(trigger);
		}
	}

	start(): () => Promise<void> {
		return async () => {};
	}

	async repair(trigger: ActiveTrigger, url: string): Promise<void> {
		const { context, settings } = trigger;
		const { formerUrl } = openStaticData(context).registration(false);
		// While the requests below are running, register() may set `trigger.ownerUrl`.
		const formerOwner = trigger.ownerUrl;
		const isKnown = isWebhookKnown(trigger);
		if (!isKnown && formerUrl === undefined) return;
		const others = isKnown ? [] : othersHere(trigger, url);
		const inspection = await inspectInstanceHub(trigger);
		const { state, record } = inspection;
		// Without `formerOwner`, the trigger hasn't registered yet, so *Health Alert* must not report a missing webhook.
		if (formerOwner !== undefined && findUnread(trigger) === undefined)
			healthNotesOn(trigger.instanceId)?.webhookRead(inspection);
		const isListed = state.subscribers.some((member) => isWorkflow(member) && member.url === url);
		if (!isListed) await refuseOtherN8n(trigger, url);
		const isDead =
			(await isOwnerDead(trigger, state, url)) || (await isBetterOwner(trigger, url, state));
		const { key, list = storedForeign(trigger, context) } = trigger;
		const ownEntry = { url, formerUrl, asOwner: isDead, key, list };
		const joining = await changesToJoin(trigger, settings, state, ownEntry);
		if (trigger.isLeaving || webhookUrl(trigger) !== url) return;
		const newState = await changeHub(trigger, ...others, ...joining);
		// A user may have switched messages off on the server. Other events aren't checked: they couldn't be recovered anyway.
		const isSent = isListed && record?.events.includes('MESSAGES_UPSERT') === true;
		// If the server called another workflow until now, that workflow may have failed to forward events.
		const isOwnerNew = isDead || [state, newState].some((hub) => hub.ownerUrl !== formerOwner);
		if (formerOwner !== undefined && (isOwnerNew || !isSent))
			noteMissed(trigger, isSent ? Date.now() : trigger.reachedAt);
		noteState(trigger, newState);
	}

	async leave(target: HookTarget, settings: TriggerSettings, url: string): Promise<boolean> {
		const { context, connection, instance } = target;
		const suffix = makeSuffix(settings, instance);
		const list =
			activeTriggerAt(url, instance)?.list ?? storedForeign({ suffix, connection }, context);
		const mayHaveOwned = findUnread(target)?.isKnown === false;
		const others = othersHere(target, url);
		const { ownerUrl } = await readInstanceHub(target);
		const { subscribers } = await changeHub(target, ...others, { do: 'unsubscribe', url, list });
		return (mayHaveOwned || ownerUrl === url) && subscribers.length > 0;
	}
}

interface Joining extends Omit<HubChange & { readonly do: 'subscribe' }, 'do' | 'subscriber'> {
	readonly url: string;
	readonly formerUrl?: string;
	readonly isTest?: boolean;
}

/**
 * Returns the changes that add the workflow to the list of subscribers, and remove its earlier URL. An earlier URL that still
 * answers stays: this n8n may be a copy of the n8n at that URL, made from a backup.
 */
async function changesToJoin(
	target: Target,
	settings: TriggerSettings,
	{ subscribers, key = '' }: HubState,
	{ url, formerUrl = url, isTest = false, ...details }: Joining,
): Promise<HubChange[]> {
	const { context, instance } = target;
	const hasFiles = await needsFilesInside(target, settings);
	const subscriber = subscriberFor(url, settings, isTest, hasFiles);
	const former = subscribers.find((one) => isWorkflow(one) && one.url === formerUrl);
	const isLeft =
		formerUrl !== url &&
		(former === undefined || (await probe(context, former, { key, instance })) !== 'taken');
	return [...unsubscribe(isLeft ? [formerUrl] : []), { do: 'subscribe', subscriber, ...details }];
}

function noteState(trigger: ActiveTrigger, { ownerUrl, subscribers, key }: HubState): void {
	trigger.ownerUrl = ownerUrl;
	trigger.list = subscribers;
	if (sealForeign(trigger) !== (trigger.storedSeal ?? '')) saveSoon(trigger, 0);
	if (key !== undefined) updateKey(trigger, key);
}

/** Tells whether this process knows the webhook. If not, prepares the trigger for a new webhook. */
function isWebhookKnown(trigger: ActiveTrigger): boolean {
	const unread = findUnread(trigger);
	if (unread === undefined || unread.isKnown) return true;
	trigger.key ??= unread.key;
	trigger.list ??= listeningHere(trigger.instanceId);
	return false;
}

async function isOwnerDead(
	{ context, instance }: Target,
	{ subscribers, ownerUrl, key }: HubState,
	ownUrl: string,
): Promise<boolean> {
	const owner = subscribers.find(({ url }) => url === ownerUrl && url !== ownUrl);
	if (owner === undefined || key === undefined) return false;
	if (activeTriggerAt(owner.url, instance) !== undefined) return false;
	return (await probe(context, owner, { key, instance })) !== 'taken';
}

/** How long to remember whether the server stores files. That only changes if the instance gets another integration. */
const FILES_TRUSTED_MS = HOUR_MS;

/**
 * Tells whether deliveries must contain files, as Base64. They must if the server doesn't store files, or doesn't tell whether
 * it does. Stored files are requested separately, because n8n refuses deliveries of more than 16 MB, and all workflows would
 * then lose the message along with its file. Never throws.
 */
async function needsFilesInside(target: Target, { options }: TriggerSettings): Promise<boolean> {
	const { connection, instance } = target;
	const { server } = connection;
	if (options.downloadMedia === undefined || server.keepsFiles === undefined) return false;
	const state = stateOfInstance(makeInstanceId(connection, instance));
	if (state.files === undefined || Date.now() - state.files.at >= FILES_TRUSTED_MS) {
		const areKept = (await server.keepsFiles(target)) ?? state.files?.areKept;
		state.files = areKept === undefined ? undefined : { at: Date.now(), areKept };
	}
	return state.files?.areKept !== true;
}

// The token of an Evolution Go instance can set the webhook, but not read it. So this process uses its own workflows,
// and the list of subscribers that is part of each delivery's URL.

export const findUnread = ({
	context,
	connection,
}: Pick<Target, 'context' | 'connection'>): UnreadWebhook | undefined =>
	connection.server.webhook.unread?.({ context, connection });

/** Returns changes that subscribe this process's other workflows. Only needed if the API key can't read the webhook. */
function othersHere(target: Target, url: string): HubChange[] {
	const { context, connection, instance } = target;
	const unread = findUnread(target);
	if (unread === undefined) return [];
	if (!unread.isKnown) {
		unread.replace();
		context.logger.warn(REPLACEMENT_NOTE);
	}
	return listeningHere(makeInstanceId(connection, instance))
		.filter((subscriber) => subscriber.url !== url)
		.map((subscriber) => ({ do: 'subscribe', subscriber }));
}

const listeningHere = (instanceId: string): WorkflowSubscriber[] =>
	activeTriggersOn(instanceId).flatMap((active) => {
		const url = webhookUrl(active);
		// A trigger whose registration was refused may still run for a moment.
		const isRegistered = openStaticData(active.context).registration(false).url !== undefined;
		const isOn = isRegistered && !active.isLeaving && url !== undefined;
		return isOn ? [subscriberFor(url, active.settings, false, false)] : [];
	});

const REPLACEMENT_NOTE =
	'n8n replaces the webhook of the instance without having read it, because a token alone cannot read it. If another application used this webhook, it gets no more events. Servers up to 0.7.2 also switch RabbitMQ, NATS and WebSocket of the instance off. To keep all of these, enter the Global API Key in the credential.';

/**
 * Refuses to register next to another n8n if the API key can't read the webhook: each n8n would overwrite the other's webhook.
 * @throws {RequestFailure} if a workflow of another n8n still answers
 */
async function refuseOtherN8n(target: Target, url: string): Promise<void> {
	const { context, instance } = target;
	if (findUnread(target)?.isKnown !== true) return;
	const { key = '', subscribers } = await readInstanceHub(target);
	const here = new URL(url).origin;
	for (const subscriber of subscribers) {
		if (!['trigger', 'socket'].includes(subscriber.kind)) continue;
		const { origin } = new URL(subscriber.url);
		const isHere = origin === here || activeTriggerAt(subscriber.url, instance) !== undefined;
		if (isHere || (await probe(context, subscriber, { key, instance })) === 'gone') continue;
		throw new RequestFailure({
			message: `Another n8n listens to this instance: ${origin}`,
			description:
				'With only the token of the instance, two n8n would keep replacing its webhook. Enter the Global API Key in the credentials of both, or unpublish the workflows of the other n8n.',
			nothingDone: true,
		});
	}
}

/** Remembers the webhook and its list of subscribers, as an authenticated call of the server contains them. */
export function noteRegistration(
	trigger: ActiveTrigger,
	delivery: Delivery,
	list: CalledList,
): void {
	const { subscribers } = list;
	if (subscribers.length > 0) trigger.list = subscribers;
	noteWebhook(trigger, delivery.instance, list);
	setAgainAfterLogOut(trigger, delivery);
}

const OUR_HEADER = /^(jwt_key|x-evolution-hub)/;

function noteWebhook(
	trigger: ActiveTrigger,
	instance: string,
	{ headers, self, subscribers }: CalledList,
): void {
	const isOfServer = headers[PASSED_HEADER] === undefined && headers.authorization === undefined;
	const unread = findUnread(trigger);
	if (!isOfServer || unread === undefined || self === undefined) return;
	stateOfInstance(trigger.instanceId).name = instance;
	const ours = Object.entries(headers).flatMap(([name, value]) =>
		typeof value === 'string' && OUR_HEADER.test(name) ? [[name, value] as const] : [],
	);
	unread.noteDelivered({
		url: self.url,
		headers: Object.fromEntries(ours),
		events: () => eventsFor(subscribers),
	});
}
