import type { IWebhookFunctions } from 'n8n-workflow';

import { RequestFailure } from '../../core/failures/failure';
import type { Target, UnreadWebhook } from '../../core/server/adapter';
import { probe } from '../../hub/ask';
import { readInstanceHub } from '../../hub/changes';
import { isSocket, isWorkflow, type WorkflowSubscriber } from '../../hub/list';
import type { HubChange } from '../../hub/plan';
import { listenerOf, PASSED_HEADER } from '../../hub/subscribers';
import type { ActiveTrigger } from '../active/activeTrigger';
import { activeTriggerAt, activeTriggersOn, urlOf, noteName } from '../active/activeTriggers';
import { instanceIdOf } from '../active/ids';
import { headersOfCall } from '../active/callHeaders';
import { subscriberFor } from '../active/registration';
import { kept } from '../memory/kept';
import { staticDataOf } from '../memory/staticData';
import type { Incoming } from '../share/passOn';

// A webhook that the key can set, and not read: the token alone of an instance of Evolution Go. All workflows of this
// process know each other, and deliveries tell the rest.

/** Undefined where the key reads it. */
export const unreadOf = ({
	context,
	connection,
}: Pick<Target, 'context' | 'connection'>): UnreadWebhook | undefined =>
	connection.server.webhook.unread?.({ context, connection });

/** Instances of which the log says so already. */
const saidReplaced = kept<true>();

/**
 * Before the webhook is set for a workflow that comes or leaves.
 * @returns the other active workflows, to be on the list in any case; none where the list can be read
 */
export async function othersHere(target: Target, url: string): Promise<HubChange[]> {
	const { context, connection, instance } = target;
	const unread = unreadOf(target);
	if (unread === undefined) return [];
	const instanceId = instanceIdOf(connection, instance);
	if (!unread.isKnown) {
		unread.replace();
		if (!saidReplaced.has(instanceId)) context.logger.warn(REPLACED);
		saidReplaced.set(instanceId, true);
	}
	return await Promise.resolve(
		listeningHere(instanceId)
			.filter((one) => one.url !== url)
			.map((subscriber) => ({ do: 'subscribe', subscriber })),
	);
}

/** All active workflows of this process, as a list has them. */
export const listeningHere = (instanceId: string): WorkflowSubscriber[] =>
	activeTriggersOn(instanceId).flatMap((one) => {
		const url = urlOf(one);
		// One that was refused may still run for a moment.
		const isRegistered = staticDataOf(one.context).registration(false).url !== undefined;
		const isOn = isRegistered && !one.isLeaving && url !== undefined;
		return isOn ? [subscriberFor(url, one.settings, false, false)] : [];
	});

const REPLACED =
	'The webhook of the instance is set without knowing what it was, since a token alone does not tell: the address and the events of another application are replaced, and servers up to 0.7.2 also switch RabbitMQ, NATS and WebSocket of the instance off. To keep all of it, enter the Global API Key in the credential.';

/**
 * Two n8n would overwrite each other, because neither reads what the other has set.
 * @throws {RequestFailure} if the list has a living workflow of another n8n
 */
export async function refuseOtherN8n(target: Target, url: string): Promise<void> {
	const { context, connection, instance } = target;
	if (unreadOf(target)?.isKnown !== true) return;
	const { key = '', subscribers } = await readInstanceHub(context, connection, instance);
	const here = new URL(url).origin;
	const others = subscribers.filter(
		(one) =>
			isWorkflow(one) &&
			(one.kind === 'trigger' || isSocket(one)) &&
			new URL(one.url).origin !== here &&
			activeTriggerAt(one.url, instance) === undefined,
	);
	for (const other of others) {
		if ((await probe(context, other, { key, instance })) === 'gone') continue;
		const { origin } = new URL(listenerOf(other).url);
		throw new RequestFailure({
			message: `Another n8n listens to this instance: ${origin}`,
			description:
				'With the token of the instance alone, two n8n would take its webhook from each other. Enter the Global API Key in the credentials of both, or deactivate the workflows there.',
			nothingDone: true,
		});
	}
}

/** A genuine delivery of the server shows the webhook that it came through. */
export function noteWebhook(
	context: IWebhookFunctions,
	trigger: ActiveTrigger,
	{ self, subscribers, delivery }: Pick<Incoming, 'self' | 'subscribers' | 'delivery'>,
): void {
	const headers = headersOfCall(context);
	const isOfServer = headers[PASSED_HEADER] === undefined && headers.authorization === undefined;
	const unread = unreadOf(trigger);
	if (!isOfServer || unread === undefined || self === undefined) return;
	noteName(trigger, delivery.instance);
	unread.noteDelivered({
		url: self.url,
		headers: inAddress(headers),
		events: () => eventsWantedBy(subscribers),
	});
}

/** Those of ours that came in the query. */
const inAddress = (headers: Readonly<Record<string, unknown>>): Record<string, string> =>
	Object.fromEntries(
		Object.entries(headers).flatMap(([name, value]) =>
			typeof value === 'string' && OURS.test(name) ? [[name, value]] : [],
		),
	);

const OURS = /^(jwt_key|x-evolution-hub)/;

function eventsWantedBy(subscribers: Incoming['subscribers']): readonly string[] {
	const served = subscribers.filter((one) => !isSocket(one));
	const wantsAll = served.some((one) => isWorkflow(one) && one.events.length === 0);
	return wantsAll ? [] : [...new Set(served.flatMap(({ events }) => events))];
}
