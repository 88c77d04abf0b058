import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { backoff, pause, retry } from '../core/concurrency/retry';
import { integer } from '../core/input/checks';
import type { Target } from '../server/adapter';
import { firstText, isRecord } from '../core/values/answer';
import { BoundedMap } from '../core/values/boundedMap';
import type { Field } from '../core/values/field';
import { numberField } from '../fields/fieldKinds';
import { askWorkflow, type OwnEvent } from '../hub/ask';
import { readInstanceHub } from '../hub/changes';
import type { WorkflowSubscriber } from '../hub/list';
import { NOTHING } from './question';
import { answered, type TakenAnswer } from './resume';
import type { WaitState } from './state';

// The option *More Messages (Seconds)*: a free text in several messages. Until nothing more has come for so long, none of them
// is taken, and each comes again: so a kill of n8n loses nothing, and the parts are kept in this process alone. An open call
// would cost n8n more than 10 MB, so each part is answered at once, and the process then calls the execution itself.

const SECONDS = { min: 1, max: 30 };

export const moreMessagesOption = {
	...numberField('More Messages (Seconds)', 'moreMessages', {
		typeOptions: { minValue: SECONDS.min, maxValue: SECONDS.max },
		default: 8,
		description: 'Seconds without a new message that end an answer in several messages',
	}),
	displayOptions: { show: { '/responseType': ['freeText'] } },
} as const satisfies Field;

export const moreMessagesInput = integer(SECONDS.min, SECONDS.max).optional();

/** A person who never stops is not waited for any longer. */
const LONGEST_MS = 120_000;
const MOST_PARTS = 100;
/** n8n may not store that the execution goes on at once. */
const TRIES = 5;
const LONGEST_PAUSE_MS = 8_000;

/** A message that is a part of the answer. */
interface Part {
	readonly eventId: string;
	/** All addresses of who wrote it. */
	readonly author: readonly string[];
	/** As the trigger simplifies it. */
	readonly message: IDataObject;
}

/** What has come of an answer. */
interface Begun {
	readonly author: readonly string[];
	/** By ID of the message, and when it was written: a correction takes the place of what it corrects. */
	readonly parts: Map<string, { readonly message: IDataObject; readonly time: number }>;
	readonly eventIds: Set<string>;
	readonly since: number;
	/** When the last part came, Unix ms. */
	lastAt: number;
}

/** By mark of the question. */
const answers = new BoundedMap<Begun>(1_000);

/** Who has begun to answer the question, as far as this process knows. */
export const findBeginner = (mark: string): readonly string[] | undefined =>
	answers.get(mark)?.author;

/**
 * Keeps a part, and lets the execution go on as soon as nothing more has come for a while.
 * @param wait the execution, as the list has it
 * @param key of the webhook, empty if it did not come along
 */
export function keepPart(
	target: Target,
	state: WaitState,
	{ wait, key }: { readonly wait: WorkflowSubscriber; readonly key: string },
	part: Part,
): void {
	const { mark } = state.question;
	const now = Date.now();
	const known = answers.get(mark);
	const begun: Begun = known ?? {
		author: part.author,
		parts: new Map(),
		eventIds: new Set<string>(),
		since: now,
		lastAt: now,
	};
	if (!begun.eventIds.has(part.eventId) && begun.parts.size < MOST_PARTS) {
		const { message } = part;
		const { kind, messageId, targetMessageId, timestamp } = message;
		const id = firstText(kind === 'edited' ? targetMessageId : null, messageId) ?? part.eventId;
		const time = begun.parts.get(id)?.time ?? (Date.parse(String(timestamp)) || now);
		begun.parts.set(id, { message, time });
		begun.eventIds.add(part.eventId);
		begun.lastAt = now;
	}
	if (known !== undefined) return;
	answers.set(mark, begun);
	void handOver(target, state, { wait, key }, begun).finally(() => answers.delete(mark));
}

/** Never throws. What does not reach the execution comes again. */
async function handOver(
	target: Target,
	state: WaitState,
	{ wait, key }: { readonly wait: WorkflowSubscriber; readonly key: string },
	begun: Begun,
): Promise<void> {
	const { context, instance } = target;
	const quietMs = (state.moreSeconds ?? 0) * 1000;
	for (;;) {
		const left = Math.min(begun.lastAt + quietMs, begun.since + LONGEST_MS) - Date.now();
		if (left <= 0) break;
		await pause(left);
	}
	const tell = async () => {
		const known = key || (await readInstanceHub(target).catch(() => undefined))?.key;
		const question = joinParts(state, begun);
		const told = { event: COLLECTED_EVENT, instance, key: known ?? '', question };
		return (await askWorkflow(context, wait, told)).acknowledgement;
	};
	await retry(tell, {
		attempts: TRIES,
		delay: backoff(1_000, LONGEST_PAUSE_MS),
		isRetryable: (outcome) => outcome === 'mayHeal',
	});
}

/** In the order in which they were written, as far as whole seconds tell. */
function joinParts(state: WaitState, { parts, eventIds }: Begun): TakenAnswer {
	const written = [...parts.values()].sort((one, other) => one.time - other.time);
	const messages = written.map(({ message }) => message);
	const texts = messages.flatMap(({ text }) => firstText(text) ?? []);
	const text = texts.length === 0 ? null : texts.join('\n');
	const item = answered(state, { ...NOTHING, text }, messages[0] ?? {});
	return { item: { ...item, messages }, eventIds: [...eventIds] };
}

/** What this process tells an execution that waits, when all parts of its answer have come. */
export const COLLECTED_EVENT: OwnEvent = 'evolution-hub.collected';

const collected = z.object({
	item: z.custom<IDataObject>(isRecord),
	eventIds: z.array(z.string()).readonly(),
});

/** @param question of the body of that call @returns undefined if it is none */
export const readCollected = (question: unknown): TakenAnswer | undefined =>
	collected.safeParse(question).data;
