import { fillRoute } from '../core/http/route';
import type { Connection } from '../core/server/adapter';
import { trySend } from '../core/server/request';
import { recordOf } from '../core/values/answer';
import { textsOf } from '../core/values/loose';
import type { Delivery } from '../events';
import type { ActiveTrigger } from '../trigger/active/activeTrigger';
import { isThroughSocket, wantedByOthers } from '../trigger/channel/socketRegistration';
import { messageTime } from '../trigger/memory/messageClock';
import { isCalledHere, undeliveredTo } from '../trigger/missed/undelivered';
import {
	counted,
	doubtful,
	type Finding,
	fine,
	namesOf,
	notChecked,
	type Setup,
	type SetupCheck,
	socketsHere,
	workflowsHere,
	wrong,
} from './check';

const OTHER_ADDRESS =
	'enter in Options → Connection → Base URL of the trigger an address at which the server reaches n8n';

/** What to do if the server cannot reach n8n. */
export const otherWays = (connection: Connection): string =>
	connection.server.sockets !== undefined
		? `${OTHER_ADDRESS}, or choose Connection → WebSocket, which needs none`
		: OTHER_ADDRESS;

/** For this long after the start, the server may not have delivered anything yet. */
const STARTING_MS = 2 * 60_000;

/** Messages of the store, compared with those that active workflows took. */
export interface Compared {
	/** How many should have started a workflow. */
	readonly expected: number;
	/** Those that did not reach it: when they were sent, Unix ms, by event. */
	readonly missing: ReadonlyMap<string, number>;
	/** The workflows that they did not reach. */
	readonly silent: readonly ActiveTrigger[];
}

/** @param olderThanMs younger messages may still come */
export function compareDeliveries(
	triggers: readonly ActiveTrigger[],
	stored: readonly Delivery[],
	olderThanMs = 0,
): Compared {
	const compared = triggers.map((trigger) => {
		const { expected, missing } = undeliveredTo(trigger, stored);
		const until = messageTime(trigger.connection, Date.now() - olderThanMs);
		return { trigger, expected, missing: missing.filter(({ sentAt = 0 }) => sentAt <= until) };
	});
	const silent = compared.filter(({ missing }) => missing.length > 0);
	return {
		expected: new Set(compared.flatMap((one) => one.expected.map(({ eventId }) => eventId))).size,
		missing: new Map(
			silent.flatMap((one) => one.missing.map(({ eventId, sentAt = 0 }) => [eventId, sentAt])),
		),
		silent: silent.map(({ trigger }) => trigger),
	};
}

export function missingFinding({ expected, missing, silent }: Compared): Finding {
	const newest = new Date(Math.max(...missing.values())).toISOString();
	return wrong(
		`${missing.size} of ${counted(expected, 'message')} in the store did not reach the active workflow ${namesOf(silent)}; the newest one is from ${newest}`,
		silent.some(isThroughSocket)
			? 'First do what the check "WebSocket" says. If it is fine, switch the workflow off and on again.'
			: `The server does not reach n8n. First do what the checks above say. If they are all fine: ${silent.map(({ connection }) => otherWays(connection))[0]}.`,
	);
}

/** Workflows catch up only if events reach n8n. Otherwise they keep trying, and miss messages. */
export function areCatchingUp(triggers: readonly ActiveTrigger[]): boolean {
	const isReached = triggers.some(
		(trigger) =>
			trigger.deliveredAt !== undefined ||
			(isThroughSocket(trigger) && trigger.gapSince === undefined) ||
			Date.now() - trigger.startedAt < STARTING_MS,
	);
	return (
		isReached &&
		triggers.some((trigger) => trigger.missedSince !== undefined || trigger.isCatchingUp)
	);
}

/** Compares the newest messages of the store with those that active workflows took, which proves what reaches n8n. */
export const deliveriesCheck: SetupCheck = {
	name: 'Deliveries',
	needs: ['Message Store', 'Webhook'],
	isOfInstance: true,
	async look(setup) {
		const { deliveries = [], storesNothing } = setup;
		if (storesNothing === true) return notChecked('the server stores no messages to compare with');
		const triggers = workflowsHere(setup).filter(({ settings }) =>
			settings.events.includes('MESSAGES_UPSERT'),
		);
		if (triggers.length === 0) {
			return notChecked(
				'no workflow that is active in this process of n8n starts with new messages of this instance',
			);
		}
		if (areCatchingUp(triggers))
			return notChecked('workflows are still catching up', 'Run this again in a minute.');
		const compared = compareDeliveries(triggers, deliveries);
		if (compared.expected === 0) {
			const since = new Date(Math.min(...triggers.map(({ startedAt }) => startedAt)));
			return notChecked(
				`since ${since.toISOString()} no message came that starts a workflow`,
				'Write to the instance from another phone, wait ten seconds, and run this again.',
			);
		}
		const [first] = compared.silent;
		if (first === undefined) {
			return fine(
				`${counted(compared.expected, 'message')} in the store reached n8n, and none is missing`,
			);
		}
		if ((await isCalledHere(first)) === false) {
			return notChecked('other processes of n8n take its webhooks, and only they know what came');
		}
		return missingFinding(compared);
	},
};

/** Somebody wants events through WebSocket, and nobody can get them. */
export const refusedSocket = (
	{ connection }: { readonly connection: Connection },
	error: unknown,
): Finding =>
	wrong(
		notASocket(connection, error instanceof Error ? error.message : String(error)),
		SOCKET_HELP,
	);

export const notASocket = ({ baseUrl }: Connection, why: string) =>
	`${baseUrl}/socket.io/ does not answer as WebSocket does: ${why}`;

export const SOCKET_HELP =
	'If events are to come through WebSocket, let the proxy in front of the server pass /socket.io/ on to it.';

/** @param missing names of events */
export const notSentFinding = (missing: readonly string[]): Finding =>
	wrong(
		`The server does not send through WebSocket what workflows want: ${missing.join(', ')}`,
		'Wait five minutes: active workflows put it right by themselves. Or switch the workflow off and on again.',
	);

/** Checks that show whether the deliveries of the webhook reach n8n. */
const OF_WEBHOOK = ['Webhook Address', 'Deliveries'];

/**
 * `GET /socket.io/` opens a session, which the server closes by itself if there are no more requests. `GET
 * /websocket/find/{instance}` answers with nothing where WebSocket is off.
 */
export const webSocketCheck: SetupCheck = {
	name: 'WebSocket',
	needs: ['Server', 'License', 'API Key', 'Instance'],
	async look(setup, before) {
		const [refusal, setting] = await Promise.all([openSession(setup), findSetting(setup)]);
		if (refusal === undefined) return await available(setup, setting);
		const isUsed = socketsHere(setup).length > 0;
		if (setting === 'off' || (setting === undefined && refusal.isMissing)) {
			const isOfUse = before.some(
				({ check, status }) => OF_WEBHOOK.includes(check) && status !== 'ok',
			);
			return switchedOff(isUsed, isOfUse);
		}
		const found = notASocket(setup.connection, refusal.why);
		return isUsed ? wrong(found, SOCKET_HELP) : doubtful(found, SOCKET_HELP);
	},
};

function switchedOff(isUsed: boolean, isOfUse: boolean): Finding {
	const found = 'WebSocket is switched off on the server';
	const whatToDo =
		'For events without an address of n8n (Connection → WebSocket in the trigger), start the server with WEBSOCKET_ENABLED=true.';
	if (isUsed) return wrong(found, whatToDo);
	return isOfUse ? doubtful(found, whatToDo) : fine(found, whatToDo);
}

/** The server offers it. Does it send what workflows want? */
async function available(setup: Setup, setting: Setting): Promise<Finding> {
	const sent = setting === 'off' || setting === undefined ? [] : setting;
	const wanted = setup.hub === undefined ? [] : await wantedByOthers(setup, setup.hub.state);
	const missing = [...new Set(wanted)].filter((event) => !sent.includes(event));
	if (missing.length > 0) {
		return notSentFinding(missing);
	}
	return fine(`The server offers its events through WebSocket${hintOf(setup, sent)}`);
}

function hintOf(setup: Setup, sent: readonly string[]): string {
	const notJoined = socketsHere(setup).filter(({ gapSince }) => gapSince !== undefined);
	// There is nothing to join before that.
	if (notJoined.length > 0)
		return `; ${namesOf(notJoined)} joins with the first event since the server was started`;
	if (setup.instance === '' || sent.length > 0) return '';
	return '; a trigger that wants it switches it on for the instance';
}

interface Refusal {
	readonly why: string;
	/** The server does not have the route. */
	readonly isMissing: boolean;
}

/** @returns undefined if it works */
async function openSession({ context, connection }: Setup): Promise<Refusal | undefined> {
	const result = await trySend(context, connection, {
		method: 'GET',
		path: '/socket.io/?EIO=4&transport=polling',
		retry: 'always',
		text: true,
	});
	if ('failure' in result) {
		const { message, httpCode } = result.failure;
		return { why: message, isMissing: httpCode === 404 };
	}
	const { data } = recordOf(result.body);
	if (String(data).startsWith('0{')) return undefined;
	return { why: 'it answers with something else', isMissing: false };
}

/** The events that the server sends for the instance; undefined if that is not known. */
type Setting = readonly string[] | 'off' | undefined;

async function findSetting({ context, connection, instance }: Setup): Promise<Setting> {
	if (instance === '') return undefined;
	const result = await trySend(context, connection, {
		method: 'GET',
		path: fillRoute('/websocket/find/{instance}', { instance }),
		retry: 'always',
		instance,
		whenEmpty: { isOff: true },
		whenNull: {},
	});
	if ('failure' in result) return undefined;
	const { isOff, enabled, events } = recordOf(result.body);
	if (isOff === true) return 'off';
	return enabled === true ? textsOf(events) : [];
}
