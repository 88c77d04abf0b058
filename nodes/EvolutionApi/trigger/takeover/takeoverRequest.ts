import type { Connection } from '../../core/server/adapter';
import { isRecord, textsOf } from '../../core/values/answer';
import { acknowledge } from '../../hub/acknowledgement';
import { messageTime } from '../memory/deliveredEvent';
import { silenceMemoryOf } from '../memory/silenceMemory';
import type { TriggerName } from '../memory/takenEvents';
import type { TriggerSettings } from '../settings/triggerSettings';
import { leavesChats } from './leaveToPerson';
import { chatNames, takeoversOf, type Takeover } from './takeovers';

// What *Conversation → Get Takeover Status*, *Pause Bot* and *Resume Bot* ask of a workflow's trigger, in this process or in another.

/** An event that no server sends. */
export const TAKEOVER_EVENT = 'hub.takeover';

const MINUTE_MS = 60_000;
/** What is dated this much later may have happened already: the times of messages are whole seconds, and ours an estimate. */
const CLOSE_MS = 3_000;

export interface TakeoverRequest {
	readonly do: 'get' | 'pause' | 'resume';
	/** Addresses of the chat: numbers or JIDs. */
	readonly chats: readonly string[];
	/** Of a pause. */
	readonly minutes?: number;
}

export interface TakeoverAnswer {
	/** The workflow has *Human Takeover*. */
	readonly isWatching: boolean;
	/** False: another process, which cannot be asked, has the workflow's trigger. */
	readonly isKnown: boolean;
	/** Afterwards. */
	readonly takeover?: Takeover;
}

/** @param connection of the trigger, if it is active in this process: it has the clock of messages */
export function doTakeover(
	trigger: TriggerName,
	settings: TriggerSettings,
	request: TakeoverRequest,
	connection?: Connection,
): TakeoverAnswer {
	noteRequest(trigger, settings, request, connection);
	if (!leavesChats(settings)) return { isWatching: false, isKnown: true };
	const takeovers = takeoversOf(trigger);
	const names = chatNames(request.chats);
	const now = timeOf(connection);
	// A mark that is dated later may come from a wrong clock: what is asked holds from now on, and after that mark, too.
	const afterAll = takeovers.timeAfterAll(names, now);
	for (const at of new Set([now, afterAll])) {
		const until = at + (request.minutes ?? 0) * MINUTE_MS;
		if (request.do === 'resume') takeovers.resume(names, at);
		if (request.do === 'pause') takeovers.pause(names, { at, until, by: 'workflow', device: null });
	}
	const takeover = takeovers.find(names, Math.min(afterAll, now + CLOSE_MS));
	return { isWatching: true, isKnown: true, takeover };
}

const timeOf = (connection: Connection | undefined) =>
	connection === undefined ? Date.now() : messageTime(connection, Date.now());

/** A pause ends a silence, and what is sent in it begins none. So does a resumption, from which on all counts again. */
function noteRequest(
	trigger: TriggerName,
	{ silence }: TriggerSettings,
	request: TakeoverRequest,
	connection: Connection | undefined,
): void {
	if (silence === undefined || request.do === 'get') return;
	const minutes = request.do === 'pause' ? (request.minutes ?? 0) : 0;
	const until = timeOf(connection) + minutes * MINUTE_MS;
	silenceMemoryOf(trigger).end(chatNames(request.chats), until);
}

/** @param question of the body of a call */
export function takeoverRequestIn(question: unknown): TakeoverRequest | undefined {
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
export const takeoverResponse = ({ isWatching, isKnown, takeover }: TakeoverAnswer): string =>
	acknowledge('taken', { isWatching, isKnown, takeover });

/** @param body of {@link takeoverResponse} @returns undefined if it is something else */
export function takeoverAnswerIn(body: unknown): TakeoverAnswer | undefined {
	if (!isRecord(body) || typeof body.isWatching !== 'boolean') return undefined;
	const { isWatching, isKnown, takeover } = body;
	return {
		isWatching,
		isKnown: isKnown === true,
		takeover: isRecord(takeover) ? takeoverIn(takeover) : undefined,
	};
}

const takeoverIn = ({ by, since, until, device }: Readonly<Record<string, unknown>>): Takeover => ({
	by: by === 'workflow' ? by : 'human',
	since: Number(since),
	until: Number(until),
	device: typeof device === 'string' ? device : null,
});
