import type { Connection } from '../../core/http/connection';
import { isRecord } from '../../core/values/answer';
import { textsOf } from '../../core/values/loose';
import { ACKNOWLEDGEMENT } from '../../hub';
import { messageTime } from '../memory/messageClock';
import { silenceMemoryOf } from '../memory/silenceMemory';
import type { TriggerName } from '../memory/takenEvents';
import type { TriggerSettings } from '../settings/triggerSettings';
import { leavesChats } from './leaveToPerson';
import { chatNames, takeOversOf } from './takeOverMemory';
import type { TakeOver } from './takeOvers';

// What *Conversation → Get Take-Over*, *Pause* and *Resume* ask of a workflow's trigger, in this process or in another.

/** An event that no server sends. */
export const TAKE_OVER_EVENT = 'hub.takeOver';

const MINUTE_MS = 60_000;
/** What is dated this much later may have happened already: the times of messages are whole seconds, and ours an estimate. */
const CLOSE_MS = 3_000;

export interface TakeOverRequest {
	readonly do: 'get' | 'pause' | 'resume';
	/** Addresses of the chat: numbers or JIDs. */
	readonly chats: readonly string[];
	/** Of a pause. */
	readonly minutes?: number;
}

export interface TakeOverAnswer {
	/** The workflow has *Human Takeover*. */
	readonly isWatching: boolean;
	/** False: another process, which cannot be asked, has the workflow's trigger. */
	readonly isKnown: boolean;
	/** Afterwards. */
	readonly takeOver?: TakeOver;
}

/** @param connection of the trigger, if it is active in this process: it has the clock of messages */
export function doTakeOver(
	trigger: TriggerName,
	settings: TriggerSettings,
	request: TakeOverRequest,
	connection?: Connection,
): TakeOverAnswer {
	noteRequest(trigger, settings, request, connection);
	if (!leavesChats(settings)) return { isWatching: false, isKnown: true };
	const takeOvers = takeOversOf(trigger);
	const names = chatNames(request.chats);
	const now = timeOf(connection);
	// A mark that is dated later may come from a wrong clock: what is asked holds from now on, and after that mark, too.
	const afterAll = takeOvers.timeAfterAll(names, now);
	for (const at of new Set([now, afterAll])) {
		const until = at + (request.minutes ?? 0) * MINUTE_MS;
		if (request.do === 'resume') takeOvers.resume(names, at);
		if (request.do === 'pause') takeOvers.pause(names, { at, until, by: 'workflow', device: null });
	}
	const takeOver = takeOvers.find(names, Math.min(afterAll, now + CLOSE_MS));
	return { isWatching: true, isKnown: true, takeOver };
}

const timeOf = (connection: Connection | undefined) =>
	connection === undefined ? Date.now() : messageTime(connection, Date.now());

/** A pause ends a silence, and what is sent in it begins none. So does a resumption, from which on all counts again. */
function noteRequest(
	trigger: TriggerName,
	{ silence }: TriggerSettings,
	request: TakeOverRequest,
	connection: Connection | undefined,
): void {
	if (silence === undefined || request.do === 'get') return;
	const minutes = request.do === 'pause' ? (request.minutes ?? 0) : 0;
	const until = timeOf(connection) + minutes * MINUTE_MS;
	silenceMemoryOf(trigger).end(chatNames(request.chats), until);
}

/** @param question of the body of a call */
export function takeOverRequestIn(question: unknown): TakeOverRequest | undefined {
	if (!isRecord(question)) return undefined;
	const { do: what, chats, minutes } = question;
	if (what !== 'get' && what !== 'pause' && what !== 'resume') return undefined;
	return {
		do: what,
		chats: textsOf(chats),
		minutes: typeof minutes === 'number' ? minutes : undefined,
	};
}

/** As text, with which every workflow acknowledges a call. */
export const takeOverResponse = ({ isWatching, isKnown, takeOver }: TakeOverAnswer): string =>
	JSON.stringify({ hub: ACKNOWLEDGEMENT, isWatching, isKnown, takeOver });

/** @param body of {@link takeOverResponse} @returns undefined if it is something else */
export function takeOverAnswerIn(body: unknown): TakeOverAnswer | undefined {
	if (!isRecord(body) || typeof body.isWatching !== 'boolean') return undefined;
	const { isWatching, isKnown, takeOver } = body;
	return {
		isWatching,
		isKnown: isKnown === true,
		takeOver: isRecord(takeOver) ? takeOverIn(takeOver) : undefined,
	};
}

const takeOverIn = ({ by, since, until, device }: Readonly<Record<string, unknown>>): TakeOver => ({
	by: by === 'workflow' ? by : 'person',
	since: Number(since),
	until: Number(until),
	device: typeof device === 'string' ? device : null,
});
