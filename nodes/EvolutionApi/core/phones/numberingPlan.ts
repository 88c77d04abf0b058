import numberingPlans from './numberingPlans.json';

// What is known of the numbers of a country: enough to tell a number from something else, and not who has it.

export interface NumberingPlan {
	/** Country code. */
	readonly code: string;
	/** English name of the country; of the first of several that share the code. */
	readonly country: string;
	/** What people dial before a number within the country: mostly 0. Empty if nothing. */
	readonly trunk: string;
	/** How many digits there may be behind the country code. */
	readonly lengths: readonly number[];
	/** Whether the digits behind the country code are a number of the country, or were one in WhatsApp's own spelling. */
	readonly fits: (national: string) => boolean;
	/** Whether there may be numbers that the plan does not know yet, and this is one. */
	readonly mayBeNew: (national: string) => boolean;
	/** Whether they may be a mobile number. */
	readonly isMobile: (national: string) => boolean;
	/** Whether it is a country, in which mobile numbers differ from others. */
	readonly tellsMobile: boolean;
	/**
	 * Without what is dialled before the number within the country: the trunk prefix, and in some countries the code of a
	 * carrier or the prefix of mobile phones. Undefined if it does not begin so.
	 */
	readonly withoutPrefix: (national: string) => string | undefined;
}

/**
 * Spellings that WhatsApp keeps, and no plan has any more: Mexico's digit for mobile numbers, and the eight digits that
 * Côte d'Ivoire had before 2021 and Benin before 2025.
 */
const KEPT_BY_WHATSAPP: Readonly<Record<string, RegExp>> = {
	52: /^1[2-9]\d{9}$/,
	225: /^\d{8}$/,
	229: /^[24-9]\d{7}$/,
};

/**
 * What people still write behind the country code, and no plan has, with what takes its place: what was dialled in Mexico
 * before 2019, and in Argentina the 9 of mobile phones together with their 15, or with the 0 of the area.
 */
const DIALLED_ONCE: Readonly<Record<string, ReadonlyArray<readonly [RegExp, string]>>> = {
	52: [[/^1?0(?:1|4[45])(?=[2-9]\d{9}$)/, '']],
	54: [
		[/^9(?=0?\d{12}$)(?=0?\d{2,4}15\d{6,8}$)/, ''],
		[/^90(?=\d{10}$)/, '9'],
	],
};

/** What has the length of a number and can be none: Argentina's 15 where the area is missing, or the 9 behind the area. */
const NO_NUMBER: Readonly<Record<string, RegExp>> = { 54: /^9?15|^(?![89])\d{11}$/ };

/** What `numberingPlans.json` says of a country code. The patterns are of what follows the code. */
interface PlanData {
	/** Region of the first country, like `BR`. Missing for satellites and the like. */
	readonly country?: string;
	readonly trunk?: string;
	/** Possible lengths, separated by blanks. */
	readonly lengths: string;
	readonly pattern: string;
	readonly mobile?: string;
	/** Pattern of what is dialled before a number, where that is more than the trunk prefix. */
	readonly prefix?: string;
	/** What replaces it, with `$1` for the part that stays. */
	readonly replacement?: string;
}

const PLANS: Readonly<Record<string, PlanData>> = numberingPlans;

/** Plans by country code. A list of numbers has few countries, so regular expressions are made only for those. */
const plans = new Map<string, NumberingPlan>();

const LONGEST_CODE = 3;

/** The plan by whose country code the digits begin. No code is the beginning of another. */
export function findPlan(digits: string): NumberingPlan | undefined {
	for (let length = 1; length <= LONGEST_CODE; length += 1) {
		const code = digits.slice(0, length);
		const plan = loadPlan(code);
		if (plan !== undefined) return plan;
	}
	return undefined;
}

function loadPlan(code: string): NumberingPlan | undefined {
	const known = plans.get(code);
	if (known !== undefined) return known;
	const data = PLANS[code];
	if (data === undefined) return undefined;
	const plan = readPlan(code, data);
	plans.set(code, plan);
	return plan;
}

/** Whether the digits are certainly as well a mobile number within another country, without its code. */
export function isMobileElsewhere(digits: string): boolean {
	const own = findPlan(digits);
	return Object.keys(PLANS).some((code) => {
		const plan = code === own?.code ? undefined : loadPlan(code);
		return plan?.tellsMobile === true && plan.isMobile(digits);
	});
}

function readPlan(code: string, data: PlanData): NumberingPlan {
	const kept = KEPT_BY_WHATSAPP[code];
	const isNumber = wholly(data.pattern);
	const isMobileNumber = data.mobile === undefined ? isNumber : wholly(data.mobile);
	const isKept = (national: string) => kept?.test(national) === true;
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
		const found = prefix.exec(national);
		if (found === null) return undefined;
		const keepsPart = found.slice(1).some((part) => part !== undefined);
		return replacement !== undefined && keepsPart
			? national.replace(prefix, replacement)
			: national.slice(found[0].length);
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
