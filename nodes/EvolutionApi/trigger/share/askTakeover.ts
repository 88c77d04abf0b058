import type { IExecuteFunctions } from 'n8n-workflow';

import type { Connection } from '../../core/server/adapter';
import { askWorkflow } from '../../hub/ask';
import { readInstanceHub } from '../../hub/changes';
import { isExpired, isWorkflow, type WorkflowSubscriber } from '../../hub/list';
import type { ActiveTrigger } from '../active/activeTrigger';
import { activeTriggerAt, activeTriggersOn } from '../active/activeTriggers';
import { instanceIdOf } from '../active/ids';
import { saveSoon } from '../save/saveTaken';
import {
	doTakeover,
	TAKEOVER_EVENT,
	takeoverAnswerIn,
	type TakeoverAnswer,
	type TakeoverRequest,
} from '../takeover/takeoverRequest';
import type { Takeover } from '../takeover/takeovers';

/** What the workflows of an instance say. */
export interface TakeoverResult {
	/** Afterwards, in the workflow that leaves the chat alone the longest. */
	readonly takeover?: Takeover;
	/** How many have *Human Takeover*, and know it. */
	readonly workflows: number;
	/** How many did not answer, although they may exist. */
	readonly unreached: number;
	/** How many have their trigger in a process that cannot be asked. */
	readonly unknown: number;
}

/**
 * Asks all active workflows of the instance: directly those of this process, by a signed call of their webhook the
 * others.
 * @throws {RequestFailure} if the server cannot be asked who listens
 */
export async function askTakeover(
	context: IExecuteFunctions,
	connection: Connection,
	instance: string,
	request: TakeoverRequest,
): Promise<TakeoverResult> {
	const { subscribers, key } = await readInstanceHub(context, connection, instance);
	const listed = subscribers.filter(isWorkflow).filter(mayLeaveChats);
	const here = new Set([
		...activeTriggersOn(instanceIdOf(connection, instance)),
		...listed.flatMap(({ url }) => activeTriggerAt(url, instance) ?? []),
	]);
	const others = listed.filter(({ url }) => activeTriggerAt(url, instance) === undefined);
	const answers = await Promise.all([
		...[...here].filter(({ isLeaving }) => !isLeaving).map((one) => askHere(one, request)),
		...others.map(async (one) => {
			const asked = { event: TAKEOVER_EVENT, instance, key: key ?? '', question: request };
			return await askElsewhere(context, one, asked);
		}),
	]);
	return resultOf(answers);
}

/** Whoever leaves chats to people has subscribed to messages. */
const mayLeaveChats = (one: WorkflowSubscriber): boolean =>
	['socket', 'trigger'].includes(one.kind) &&
	!isExpired(one, Date.now()) &&
	(one.events.length === 0 || one.events.includes('MESSAGES_UPSERT'));

function askHere(trigger: ActiveTrigger, request: TakeoverRequest): TakeoverAnswer {
	const answer = doTakeover(trigger, trigger.settings, request, trigger.connection);
	const isNoted = answer.isWatching || trigger.settings.silence !== undefined;
	if (isNoted && request.do !== 'get') saveSoon(trigger, 0);
	return answer;
}

/** @returns undefined if it did not answer; not watching if nobody is there any more */
async function askElsewhere(
	context: IExecuteFunctions,
	subscriber: WorkflowSubscriber,
	asked: Parameters<typeof askWorkflow>[2],
): Promise<TakeoverAnswer | undefined> {
	const { acknowledgement, body } = await askWorkflow(context, subscriber, asked);
	if (acknowledgement === 'gone') return { isWatching: false, isKnown: true };
	return acknowledgement === 'taken' ? takeoverAnswerIn(body) : undefined;
}

function resultOf(answers: ReadonlyArray<TakeoverAnswer | undefined>): TakeoverResult {
	const watching = answers.filter((answer) => answer?.isWatching === true);
	const known = watching.filter((answer) => answer?.isKnown === true);
	const [takeover] = known
		.flatMap((answer) => answer?.takeover ?? [])
		.sort((one, other) => other.until - one.until);
	return {
		takeover,
		workflows: known.length,
		unreached: answers.filter((answer) => answer === undefined).length,
		unknown: watching.length - known.length,
	};
}
