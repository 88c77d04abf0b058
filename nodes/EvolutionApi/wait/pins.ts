import { randomInt } from 'node:crypto';
import type { IWebhookFunctions } from 'n8n-workflow';

import { InputProblem } from '../core/input/inputProblem';
import { serverOf } from '../core/server/serverOf';
import type { Call } from '../core/table/operation';
import { paragraphs } from '../core/values/paragraphs';
import { Remembered } from '../core/values/remembered';
import { findPeople, isGroup } from './answerers';
import { seal, unseal } from './sealed';
import type { WhoMayAnswer } from './whoMayAnswer';

// *Ask for a PIN*: whoever has the link of an approval page sees it, and only who was sent a PIN decides there.

/** Who may decide, and what only they know. */
export interface PinHolder {
	readonly pin: string;
	/** As the server wants it. */
	readonly recipient: string;
}

const DIGITS = 6;
/** A message to more people at once risks the number. */
const MOST_PEOPLE = 20;

interface Asking {
	readonly recipient: string;
	readonly message: string;
	readonly whoMayAnswer: WhoMayAnswer | undefined;
}

/**
 * Gives a PIN to everybody who may decide, each in their own chat, before the question is asked.
 * @returns what the wait keeps of it, encrypted
 * @throws {InputProblem | RequestFailure} if nobody is known to give one to, or it could not be sent
 */
export async function givePins(call: Call, asking: Asking): Promise<string | undefined> {
	const holders = withPins(await whoGetsOne(call, asking));
	for (const { recipient, pin } of holders) {
		const text = paragraphs(`🔑 ${pin}`, asking.message);
		await serverOf(call.connection).sends.send(call, { kind: 'text', recipient, text });
	}
	return seal(call.context, holders);
}

function withPins(recipients: readonly string[]): PinHolder[] {
	const pins = new Set<string>();
	while (pins.size < recipients.length)
		pins.add(String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0'));
	return [...pins].map((pin, index) => ({ pin, recipient: recipients[index] ?? '' }));
}

/** As the server wants them. */
async function whoGetsOne(call: Call, { recipient, whoMayAnswer }: Asking): Promise<string[]> {
	if (whoMayAnswer === undefined && isGroup(recipient)) {
		const hint = 'Add the option Who May Answer: each of these people gets a PIN.';
		throw new InputProblem(['options', 'pagePin'], 'nobody is known to give a PIN to', hint);
	}
	const people =
		whoMayAnswer === undefined
			? [recipient]
			: (await findPeople(call, whoMayAnswer, recipient)).map((person) => person.recipient);
	if (people.length <= MOST_PEOPLE) return people;
	const hint = `List up to ${MOST_PEOPLE} people in Who May Answer.`;
	throw new InputProblem(['options', 'pagePin'], `${people.length} people would get a PIN`, hint);
}

/** What this process knows of a question. */
interface Tries {
	wrong: number;
	/** Unix ms. */
	closedUntil: number;
}

/** Wrong PINs that cost no time. A million are possible. */
const FREE = 5;
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 3_600_000;
/** More than are decided at the same time. */
const REMEMBERED = 1_000;
/** By mark of the question. */
const tries = new Remembered<Tries>(REMEMBERED);

/** @returns who has entered the PIN; `closed` after too many wrong ones, until a pause is over, which grows */
export function holderOf(
	context: IWebhookFunctions,
	sealed: string,
	mark: string,
	entered: unknown,
): PinHolder | 'wrong' | 'closed' {
	const known = tries.getOr(mark, () => ({ wrong: 0, closedUntil: 0 }));
	if (Date.now() < known.closedUntil) return 'closed';
	const pin = typeof entered === 'string' ? entered.replace(/\s/g, '') : '';
	const holder = unseal<PinHolder[]>(context, sealed)?.find((one) => one.pin === pin);
	if (holder !== undefined) return holder;
	known.wrong++;
	const pause = FIRST_PAUSE_MS * 2 ** (known.wrong - FREE);
	if (known.wrong >= FREE) known.closedUntil = Date.now() + Math.min(pause, LONGEST_PAUSE_MS);
	return 'wrong';
}
