import numberingPlans from './numberingPlans.json';

// Rules for a country's numbers: enough to recognize a number, but not to tell who has it.

export interface NumberingPlan {
	readonly code: string;
	/** English name of the country, or of the first country that shares the code. */
	readonly country: string;
	/** Prefix for calls within the country: usually 0. Empty if there is none. */
	readonly trunk: string;
	/** Possible lengths of a number, without the country code. */
	readonly lengths: readonly number[];
	/** Tells whether the digits after the country code are a valid number, or an older spelling that WhatsApp still uses. */
	readonly fits: (national: string) => boolean;
	/** Tells whether the digits may be a number that is newer than the plan. */
	readonly mayBeNew: (national: string) => boolean;
	readonly isMobile: (national: string) => boolean;
	/** True if the country's mobile numbers can be told apart from its other numbers. */
	readonly tellsMobile: boolean;
	/**
	 * Removes the prefix for calls within the country: the trunk prefix, and in some countries a carrier's code or the prefix of
	 * mobile phones. Undefined if there is none.
	 */
	readonly withoutPrefix: (national: string) => string | undefined;
}

/**
 * Spellings that WhatsApp still uses, but no plan contains: Mexico's digit for mobile numbers, and the eight digits that Côte
 * d'Ivoire used before 2021 and Benin before 2025.
 */
const KEPT_BY_WHATSAPP: Readonly<Record<string, RegExp>> = {
	52: /^1[2-9]\d{9}$/,
	225: /^\d{8}$/,
	229: /^[24-9]\d{7}$/,
};

/**
 * Old digits after the country code, and their replacement. Mexico: `01`, `044` and `045` from before 2019 are removed.
 * Argentina, without the country code 54: `9 11 15 …` becomes `11 15 …`, and `9 0 11 …` becomes `9 11 …`.
 */
const DIALLED_ONCE: Readonly<Record<string, ReadonlyArray<readonly [RegExp, string]>>> = {
	52: [[/^1?0(?:1|4[45])(?=[2-9]\d{9}$)/, '']],
	54: [
		[/^9(?=0?\d{12}$)(?=0?\d{2,4}15\d{6,8}$)/, ''],
		[/^90(?=\d{10}$)/, '9'],
	],
};

/** Invalid digits of a valid length. Argentina: 15 instead of an area code, or the mobile digit 9 after the area code. */
const NO_NUMBER: Readonly<Record<string, RegExp>> = { 54: /^9?15|^(?![89])\d{11}$/ };

/** Rules for the numbers of one country code. The patterns match the digits after that code. */
interface PlanData {
	/** Region, such as `BR`. If regions share a country code, the main one: `US` for 1. Missing for satellite phones. */
	readonly country?: string;
	readonly trunk?: string;
	/** Possible lengths, separated by spaces. */
	readonly lengths: string;
	readonly pattern: string;
	readonly mobile?: string;
	/** Pattern of prefixes that `trunk` doesn't cover: in Brazil, a carrier's code may follow the 0. */
	readonly prefix?: string;
	/** Text that replaces what `prefix` matches. Its `$1` or `$2` are digits that stay in the number. */
	readonly replacement?: string;
}

const PLANS: Readonly<Record<string, PlanData>> = numberingPlans;

/** Plans by country code, created on first use, because a list of numbers has only a few countries. */
const plans = new Map<string, NumberingPlan>();

const LONGEST_CODE = 3;

/** No country code begins with another one. */
export function findPlan(digits: string): NumberingPlan | undefined {
	for (let length = 1; length <= LONGEST_CODE; length += 1) {
		const code = digits.slice(0, length);
		const plan = loadPlan(code);
		if (plan !== undefined) return plan;
	}
	return undefined;
}

function loadPlan(code: string): NumberingPlan | undefined {
	const knownPlan = plans.get(code);
	if (knownPlan !== undefined) return knownPlan;
	const data = PLANS[code];
	if (data === undefined) return undefined;
	const plan = readPlan(code, data);
	plans.set(code, plan);
	return plan;
}

/** Tells whether the digits may be a mobile number without its country code: `11988887777` fits Brazil, though 1 is the USA. */
export function isMobileElsewhere(digits: string): boolean {
	const own = findPlan(digits);
	return Object.keys(PLANS).some((code) => {
		const plan = code === own?.code ? undefined : loadPlan(code);
		return plan?.tellsMobile === true && plan.isMobile(digits);
	});
}

function readPlan(code: string, data: PlanData): NumberingPlan {
	const keptForm = KEPT_BY_WHATSAPP[code];
	const isNumber = wholly(data.pattern);
	const isMobileNumber = data.mobile === undefined ? isNumber : wholly(data.mobile);
	const isKept = (national: string) => keptForm?.test(national) === true;
	const isNone = (national: string) => NO_NUMBER[code]?.test(national) === true;
	const inUse = data.lengths.split(' ').map(Number);
	return {
		code,
		country: nameCountry(data.country),
		trunk: data.trunk ?? '',
		lengths: inUse,
		fits: (national) =>
			(inUse.includes(national.length) && isNumber.test(national) && !isNone(national)) ||
			isKept(national),
		mayBeNew: (national) =>
			inUse.includes(national.length) && !national.startsWith('0') && !isNone(national),
		tellsMobile: data.mobile !== undefined && data.country !== undefined,
		isMobile: (national) => isMobileNumber.test(national) || isKept(national),
		withoutPrefix: withOldPrefixes(prefixRemover(data), DIALLED_ONCE[code]),
	};
}

function prefixRemover({
	trunk,
	prefix: pattern = trunk,
	replacement,
}: PlanData): NumberingPlan['withoutPrefix'] {
	if (pattern === undefined) return () => undefined;
	const prefix = new RegExp(`^(?:${pattern})`);
	return (national) => {
		const match = prefix.exec(national);
		if (match === null) return undefined;
		const keepsPart = match.slice(1).some((part) => part !== undefined);
		return replacement !== undefined && keepsPart
			? national.replace(prefix, replacement)
			: national.slice(match[0].length);
	};
}

const withOldPrefixes =
	(
		remove: NumberingPlan['withoutPrefix'],
		old: (typeof DIALLED_ONCE)[string] = [],
	): NumberingPlan['withoutPrefix'] =>
	(national) => {
		const [pattern, place = ''] = old.find(([once]) => once.test(national)) ?? [];
		const rest = pattern === undefined ? national : national.replace(pattern, place);
		return remove(rest) ?? (rest === national ? undefined : rest);
	};

const wholly = (pattern: string) => new RegExp(`^(?:${pattern})$`);

function nameCountry(region: string | undefined): string {
	if (region === undefined) return 'no single country';
	if (region === 'US') return 'the USA and Canada';
	const name = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' }).of(region);
	return name ?? region;
}
