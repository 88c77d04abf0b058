import { findPlan, type NumberingPlan } from './numberingPlan';
import {
	countedDigits,
	GROUP_HINT,
	hasDigitsOfTwo,
	hasTwoNumbers,
	NUMBER_HINT,
	PHONE_DIGITS,
	recognizeCnpj,
	recognizeOther,
	type NoNumber,
} from './otherForms';
import { unwrapNumber, withoutMarker, type ListEntry } from './writtenNumber';

// The only reader of phone numbers. It returns the number that a person would read, or none in case of doubt: a message must
// never go to a wrong number.

interface PhoneNumber {
	/** The number with its country code, without `+`. */
	readonly digits: string;
	/** True if the number was written with `+` or `00`, and so certainly has a country code. */
	readonly isInternational: boolean;
}

/** Minimum digits of a number without `+`: a shorter number hardly ever has a country code. */
const WITH_COUNTRY_CODE = 10;

/** Maximum characters, including everything around a number. A longer text is a document that was entered by mistake. */
const LONGEST_WRITTEN = 1000;

export function readPhoneNumber(input: string): PhoneNumber | NoNumber {
	if (input.length > LONGEST_WRITTEN) {
		return { problem: `has ${input.length} characters, and is no number`, hint: NUMBER_HINT };
	}
	// A shortcut for plain digits: programs write numbers in this form, so most long lists have it.
	if (/^[1-9]\d+$/.test(input)) {
		return recognizeCnpj(input) ?? completeNumber(input, false);
	}
	const text = unwrapNumber(input);
	if (text === '') return { problem: 'is empty', hint: NUMBER_HINT };
	const taxId = recognizeCnpj(text);
	if (taxId !== undefined) return taxId;
	const entry = withoutMarker(text);
	const body = entry?.rest ?? text;
	if (hasTwoNumbers(body)) return MORE_THAN_ONE;
	const reading = entry === undefined ? readOther(text) : readMarked(text, entry);
	return !('digits' in reading) && hasDigitsOfTwo(body, isWhole) ? MORE_THAN_ONE : reading;
}

const isWhole = (digits: string) => 'digits' in completeNumber(digits, false);

const readOther = (text: string) => recognizeOther(text) ?? readDigits(text);

function readMarked(text: string, { marker, rest }: ListEntry): PhoneNumber | NoNumber {
	const reading = readOther(unwrapNumber(rest));
	if (marker === 'bullet' || ('digits' in reading && reading.isInternational)) return reading;
	const ofWholeText = readOther(text);
	const isLong = 'digits' in reading && reading.digits.length >= WITH_COUNTRY_CODE;
	if (!('digits' in ofWholeText)) return isLong || marker === 'count' ? reading : ofWholeText;
	// In "1. 202 555 0123", the 1 may be the country code, or the number of the list entry.
	return 'digits' in reading && marker === 'count' ? IN_A_LIST : ofWholeText;
}

const IN_A_LIST: NoNumber = {
	problem: 'may be a number with or without its first digits',
	hint: `Write it with + in front, and leave out the numbering of the list. ${NUMBER_HINT}`,
};

export const MORE_THAN_ONE: NoNumber = {
	problem: 'is more than one number',
	hint: 'Enter only one. For several recipients, use one item for each, e.g. with the node Split Out.',
};

const INTERNATIONAL = /^[\s([]*(?:\++\s*(?:00)?|00\s*\+?)[\s)\]]*/;

const SEPARATORS = /[\s().\-[\]'_·/]/g;

const TRUNK_IN_BRACKETS = /[([]\s*(\d{1,2})\s*[)\]]/;

function readDigits(text: string): PhoneNumber | NoNumber {
	const isInternational = INTERNATIONAL.test(text);
	const rest = text.replace(INTERNATIONAL, '');
	const foreign = /[^\d\s().\-[\]'_·/]+(?:.*[^\d\s().\-[\]'_·/])?/su.exec(rest)?.[0];
	if (foreign !== undefined) {
		const what = foreign.trim().slice(0, 30);
		return /\d/.test(rest)
			? { problem: `has "${what}" in it, which is no part of a phone number`, hint: NUMBER_HINT }
			: { problem: 'is not a valid phone number', hint: NUMBER_HINT };
	}
	if (!rest.startsWith('0') && hasSecondEnding(rest, isInternational)) return MORE_THAN_ONE;
	const digits = rest.replace(SEPARATORS, '');
	if (hasDoubtfulZero(rest)) return DOUBTFUL_ZERO;
	const without = withoutTrunkInBrackets(rest);
	const other = without === undefined ? undefined : completeNumber(without, isInternational);
	// Italian numbers keep their zero, even in brackets.
	const number =
		other !== undefined && 'digits' in other ? other : completeNumber(digits, isInternational);
	return 'digits' in number && lacksDigit(rest, number.digits) ? LACKS_DIGIT : number;
}

/** `55 11 98888-777`: a Brazilian mobile number without its last digit looks like a valid, shorter number of someone else. */
const lacksDigit = (text: string, digits: string): boolean =>
	/^55\d{10}$/.test(digits) && /(?<!\d)9\d{4}[\s.-]\d{3}$/.test(text);

const LACKS_DIGIT: NoNumber = {
	problem: 'seems to lack a digit: a Brazilian number ends with a group of four digits',
	hint: 'Enter the whole number with country code, e.g. 5511988887777.',
};

/** Recognizes `39 (0)347 …`: with the zero it would be an Italian landline, and without it a mobile number. */
function hasDoubtfulZero(text: string): boolean {
	const [, before = '', behind = ''] = /^([^(]*)\(\s*0\s*\)(.*)$/s.exec(text) ?? [];
	const [code, number] = [before, behind].map((part) => part.replace(SEPARATORS, ''));
	const plan = findPlan(code ?? '');
	if (plan === undefined || plan.code !== code || number === undefined) return false;
	return plan.fits(`0${number}`) && plan.fits(number) && plan.isMobile(number);
}

const DOUBTFUL_ZERO: NoNumber = {
	problem: 'may be a number with or without the 0 in brackets',
	hint: 'Leave out the brackets. Leave out the 0 as well, unless callers from abroad dial it.',
};

/** Returns the digits of `44 (0)20 …` without the zero, which is only for calls within the country. */
function withoutTrunkInBrackets(text: string): string | undefined {
	const match = TRUNK_IN_BRACKETS.exec(text);
	if (match === null) return undefined;
	const [brackets, trunk = ''] = match;
	const code = text.slice(0, match.index).replace(SEPARATORS, '');
	const plan = findPlan(code);
	if (plan?.code !== code || plan.trunk !== trunk) return undefined;
	return code + text.slice(match.index + brackets.length).replace(SEPARATORS, '');
}

/**
 * Recognizes `98888-7777/7778`, two numbers with the same start. A single number with `+` may have a slash after the area code:
 * `+49 89/1234567`. Without `+`, every slash counts as a separator of two numbers.
 */
function hasSecondEnding(text: string, isInternational: boolean): boolean {
	const [before = '', ...after] = text.split('/').map((part) => part.replace(/\D/g, ''));
	if (after.length === 0) return false;
	return !isInternational || after.length > 1 || before.length > 7 || (after[0] ?? '').length < 5;
}

function completeNumber(digits: string, isInternational: boolean): PhoneNumber | NoNumber {
	if (digits === '') return { problem: 'is not a valid phone number', hint: NUMBER_HINT };
	if (digits.startsWith('0')) {
		return {
			problem: 'starts with 0 where the country code should be',
			hint: NUMBER_HINT,
			national: isInternational ? undefined : digits,
		};
	}
	const plan = findPlan(digits);
	if (plan === undefined || digits.length < PHONE_DIGITS.min) {
		return notANumber(digits, plan, isInternational);
	}
	const national = digits.slice(plan.code.length);
	const completion = findNational(national, plan, isInternational);
	const isLocal = !isInternational && digits.length < WITH_COUNTRY_CODE && !plan.isMobile(national);
	if (completion === undefined || isLocal) return notANumber(digits, plan, isInternational);
	if (completion === 'twice') {
		const { problem } = notANumber(digits, plan, isInternational);
		const isPossible = plan.lengths.includes(national.length);
		const twice = `may have the country code ${plan.code} twice`;
		return { problem: isPossible ? twice : `${twice}: it ${problem}`, hint: TWICE_HINT };
	}
	return { digits: `${plan.code}${completion}`, isInternational };
}

const TWICE_HINT = 'Enter it once, in front of the number.';

/**
 * Returns the digits after the country code, without the trunk prefix.
 * @returns `twice` if the country code seems to be repeated, as in `55 55 11 …`; undefined if the plan has no such number
 */
function findNational(
	national: string,
	plan: NumberingPlan,
	isInternational: boolean,
): string | undefined {
	const again = behindSecondCode(national, plan, isInternational);
	if (plan.fits(national)) {
		const isLandline = plan.tellsMobile && !plan.isMobile(national);
		return isLandline && again !== undefined && plan.isMobile(again) ? 'twice' : national;
	}
	// In the USA, country code and trunk prefix are both 1. Without "+", 11… may also be from São Paulo, so no 1 is removed.
	const without =
		plan.trunk === plan.code && !isInternational ? undefined : plan.withoutPrefix(national);
	if (without !== undefined && plan.fits(without)) return without;
	if (again !== undefined) return 'twice';
	// Many people write a 0 after any country code, even if the country has no trunk prefix, or another one (Hungary: 06).
	const withoutZero = national.slice(1);
	if (national.startsWith('0') && plan.fits(withoutZero) && plan.isMobile(withoutZero)) {
		return withoutZero;
	}
	// Countries open new ranges, so a number with "+" is accepted even if the plan doesn't contain its range.
	return isInternational && plan.mayBeNew(national) ? national : undefined;
}

/** Returns the number after a repeated country code, as in `55 55 11 …`; undefined if the code isn't repeated. */
function behindSecondCode(
	national: string,
	{ code, trunk, fits }: NumberingPlan,
	isInternational: boolean,
): string | undefined {
	if (!national.startsWith(code) || (trunk === code && !isInternational)) return undefined;
	const number = national.slice(code.length);
	return fits(number) ? number : undefined;
}

function notANumber(
	digits: string,
	plan: NumberingPlan | undefined,
	isInternational: boolean,
): NoNumber {
	const { min, max } = PHONE_DIGITS;
	if (digits.length < min || digits.length > max) {
		return { problem: countedDigits(digits), hint: `${NUMBER_HINT} ${GROUP_HINT}` };
	}
	const national = isInternational ? undefined : digits;
	if (plan === undefined) {
		const russian = /^8[3-9]\d{9}$/.test(digits)
			? ' In Russia and Kazakhstan, enter 7 instead of the 8.'
			: '';
		return {
			problem: 'begins with no country code',
			hint: `${NUMBER_HINT}${russian}`,
			national,
		};
	}
	const { code, country, lengths } = plan;
	const mobile = code === '54' && /^[09]?15/.test(digits.slice(2)) ? ARGENTINE_HINT : '';
	const behind = digits.length - code.length;
	const problem = lengths.includes(behind)
		? `is no number of ${country}, whose country code ${code} it begins with`
		: `has ${behind} digits after ${code}, the country code of ${country}, where numbers have ${listLengths(lengths)}`;
	if (national !== undefined) {
		const doubt = plan.mayBeNew(digits.slice(code.length))
			? ` If it's right as it is (${country}, +${code}), put + in front.`
			: '';
		return { problem, hint: `${NUMBER_HINT}${mobile}${doubt}`, national };
	}
	return { problem, hint: `${NUMBER_HINT}${mobile}` };
}

const ARGENTINE_HINT =
	' In Argentina, enter 9 before the area code instead of the 15, e.g. 5491123456789.';

function listLengths(lengths: readonly number[]): string {
	const inOrder = [...lengths].sort((one, other) => one - other);
	const [first = 0, last = 0] = [inOrder[0], inOrder.at(-1)];
	if (first === last) return String(first);
	if (last - first === inOrder.length - 1) return `${first} to ${last}`;
	return `${inOrder.slice(0, -1).join(', ')} or ${last}`;
}
