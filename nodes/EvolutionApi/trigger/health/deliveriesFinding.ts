import type { Connection } from '../../core/server/adapter';
import type { Delivery } from '../../events';
import type { ActiveTrigger } from '../active/activeTrigger';
import { messageTime } from '../memory/messageClock';
import { isThroughSocket } from '../channel/socketRegistration';
import { undeliveredTo } from '../missed/undelivered';
import { wrong, type Finding } from './finding';
import { counted, namesOf } from './listeningWorkflows';

const OTHER_ADDRESS =
	'enter in Options → Connection → Base URL of the trigger an address at which the server reaches n8n';

/** What to do if the server cannot reach n8n. */
export const otherWays = (connection: Connection): string =>
	connection.server.deliveries.offers.webSocket
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
