import type { IDataObject } from 'n8n-workflow';

import { RequestFailure, type Failure } from '../../errors/failure';
import { InputProblem } from '../../core/input/inputProblem';
import type { Caller, Connection, Target } from '../adapter';
import { findPlan } from '../../core/phones/numberingPlan';
import { mayBeCpf, NUMBER_HINT, type NoNumber } from '../../core/phones/otherForms';
import { parseAddress, asJid, isPhone } from '../../core/values/addresses';
import { asRecord, asRecords } from '../../core/values/answer';
import { plainNameOrNull, textBefore } from '../../core/values/text';
import { ask, tryAsk } from '../connection';
import { onceInRun } from '../account';

// Looks up whether numbers are on WhatsApp.

export const NUMBERS_ROUTE = '/chat/whatsappNumbers/{instance}';

/** Numbers per request. Newer servers refuse more, and WhatsApp blocks accounts that check many numbers. */
export const NUMBERS_AT_ONCE = 50;

/** The server changes the order, but returns each number as sent. */
export function numbersInOrder(answer: unknown, numbers: readonly unknown[]): IDataObject[] {
	const entries = asRecords(answer);
	const byNumber = new Map(entries.map((entry) => [String(entry.number), entry]));
	return numbers.map((number) => {
		const entry = byNumber.get(String(number));
		return {
			number: String(number),
			exists: entry?.exists === true,
			jid: entry?.exists === true ? String(entry.jid) : null,
			name: plainNameOrNull(entry?.name),
			reason: null,
		};
	});
}

export async function lookUpNumbers(
	target: Target,
	numbers: readonly string[],
): Promise<{ readonly jids: ReadonlyMap<string, string | null> } | { readonly failure: Failure }> {
	const result = await tryAsk(target, {
		method: 'POST',
		route: NUMBERS_ROUTE,
		body: { numbers },
		idempotent: true,
	});
	if ('failure' in result) return result;
	const jids = numbersInOrder(result.body, numbers).map(
		({ number, jid }) => [String(number), jid === null ? null : String(jid)] as const,
	);
	return { jids: new Map(jids) };
}

export async function isBusinessAccount(target: Target, jid: string): Promise<boolean> {
	const result = await tryAsk(target, {
		method: 'POST',
		route: '/chat/fetchProfile/{instance}',
		body: { number: jid },
		idempotent: true,
	});
	return !('failure' in result) && asRecord(result.body).isBusiness === true;
}

/**
 * Separates the people on WhatsApp from those who are missing there. In a request for several people, the server would ignore
 * the missing ones, or stop at the first of them. Groups and LIDs count as found.
 * @returns the people on WhatsApp, and the phone numbers of the `missing` ones
 * @throws {InputProblem} if all are missing
 * @throws {RequestFailure} if the server refuses
 */
export async function splitByWhatsapp(
	target: Target,
	people: readonly string[],
	path: InputProblem['path'],
): Promise<{ readonly people: readonly string[]; readonly missing: readonly string[] }> {
	const missing = new Set<string>();
	const numbers = people.filter(isPhone).map((person) => textBefore('@', person));
	for (let start = 0; start < numbers.length; start += NUMBERS_AT_ONCE) {
		const lookUp = await lookUpNumbers(target, numbers.slice(start, start + NUMBERS_AT_ONCE));
		if ('failure' in lookUp) throw new RequestFailure({ ...lookUp.failure, nothingDone: true });
		for (const [number, jid] of lookUp.jids) if (jid === null) missing.add(number);
	}
	const present = people.filter((person) => !missing.has(textBefore('@', person)));
	if (present.length > 0) return { people: present, missing: [...missing] };
	const hint = `Not on WhatsApp: ${[...missing].slice(0, MOST_NAMED).join(', ')}. Check the numbers and their country codes.`;
	throw new InputProblem(path, 'has no one who is on WhatsApp', hint);
}

const MOST_NAMED = 5;

/** @throws {RequestFailure} if the request fails */
export async function lookUpLids(
	target: Target,
	numbers: readonly string[],
): Promise<ReadonlyArray<readonly [number: string, lid: string]>> {
	const body = { numbers: numbers.map((number) => textBefore('@', number)) };
	const answer = await ask(target, {
		method: 'POST',
		route: NUMBERS_ROUTE,
		body,
		idempotent: true,
	});
	return asRecords(answer).flatMap(({ jid, number, lid }) => {
		const address = parseAddress(lid).lid;
		return address === null ? [] : [[asJid(String(jid ?? number)), address] as const];
	});
}

/**
 * Writes a national number in full, with the country code of the account, and without the national prefix. Returns undefined if
 * the country's numbering plan has no such number: it may lack its area code, and only its owner knows that.
 * @param own number of the account
 */
export function findClosestNumber(input: string, own: string): string | undefined {
	const plan = findPlan(own);
	if (plan === undefined) return undefined;
	const subscriber = plan.withoutPrefix(input);
	const isNational = input.length < own.length && !input.startsWith(own.slice(0, 2));
	const national = [subscriber, isNational ? input : undefined].find(
		(digits) => digits !== undefined && plan.fits(digits),
	);
	if (national === undefined) return undefined;
	// A landline number may be a digit shorter than the account's number. A shorter one lacks its area code.
	const number = plan.code + national;
	return own.length - number.length <= 1 ? number : undefined;
}

/** Suggests the correct form of a number that isn't on WhatsApp, as a sentence; empty if there's no suggestion. */
export async function meantInstead(
	context: Caller,
	connection: Connection,
	instance: string | undefined,
	input: string,
): Promise<string> {
	const number = textBefore('@s.whatsapp.net', input);
	if (instance === undefined || !/^\d+$/.test(number)) return '';
	const own = await ownNumber({ context, connection, instance });
	const guess = findClosestNumber(number, own ?? '');
	return guess === undefined ? '' : `Did you mean ${guess}?`;
}

export async function suggestNumber(target: Target, error: InputProblem): Promise<InputProblem> {
	const { path, problem, hint, national = '' } = error;
	const own = await ownNumber(target);
	const guess = findClosestNumber(national, own ?? '');
	if (guess === undefined) return error;
	const text = national.startsWith('0')
		? problem
		: problem.replace(/(?<=", which ).*/s, 'has no valid country code');
	return new InputProblem(path, text, hint.replace(NUMBER_HINT, `Did you mean ${guess}?`));
}

export async function explainMissingNumber(
	context: Caller,
	connection: Connection,
	failure: Failure,
	instance: string | undefined,
): Promise<Failure> {
	if (failure.missingNumber === undefined) return failure;
	const hint = await meantInstead(context, connection, instance, failure.missingNumber);
	return hint === '' ? failure : { ...failure, description: `${hint} ${failure.description}` };
}

/** Undefined if the server refuses. */
export const ownNumber = async (target: Target): Promise<string | undefined> =>
	await onceInRun(target, 'own number', async () => await askNumber(target));

/** Maximum digits of a mobile number without the country code, in all but a few countries. */
const LONGEST_NATIONAL = 11;

const BRAZIL = '55';

/**
 * Finds a second meaning of a foreign number: it may be a mobile number of the account's country without the country code, or a
 * tax ID of that country.
 * @param digits as entered, without `+`
 * @returns the other meaning and what to do; undefined if the digits are unambiguous
 */
export async function findDoubt(target: Target, digits: string): Promise<NoNumber | undefined> {
	const other = findPlan(digits);
	const isShort = digits.length <= LONGEST_NATIONAL;
	if (other === undefined || !isShort) {
		return undefined;
	}
	const plan = findPlan((await ownNumber(target)) ?? '');
	if (plan === undefined || plan.code === other.code) return undefined;
	const ofOther = `+${digits} (${other.country})`;
	if (plan.isMobile(digits)) {
		const own = `+${plan.code}${digits} (${plan.country})`;
		return {
			problem: 'may be a number of two countries',
			hint: `Write it with + and the country code: ${own} or ${ofOther}.`,
		};
	}
	if (plan.code !== BRAZIL || !mayBeCpf(digits)) return undefined;
	return {
		problem: 'may be a tax ID (CPF)',
		hint: `If it is the number ${ofOther}, write it with +.`,
	};
}

const askNumber = async (target: Target) =>
	await target.connection.server.ownJid(target).then(
		(jid) => jid && textBefore('@', textBefore(':', jid)),
		() => undefined,
	);
