/** The numbering plans of all countries, from the metadata of libphonenumber. */
import { Metadata, type CountryCode } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/metadata.max.json';

/** All islands of the North American plan have area codes of their own, and the pattern of the United States has them all. */
const ONE_PATTERN_FOR_ALL = '1';

/** A pattern that names every area in use says little more than the one for all numbers, and is many times as long. */
const LONGEST_MOBILE_PATTERN = 120;

/** By E.164, with the country code. Longer ones are no numbers to call. */
const LONGEST_NUMBER = 15;

/**
 * `55 BR 0 89ab <pattern> <pattern of mobile numbers> <pattern of the trunk prefix> <what to put in its place>`: see
 * `numberingPlan.ts`, which reads it.
 */
function planLine([code, regions]: [string, readonly string[]]): string {
	const used = code === ONE_PATTERN_FOR_ALL ? regions.slice(0, 1) : regions;
	const plans = used.map((region) => readRegion(code, region));
	const lengths = new Set(plans.flatMap((plan) => plan.possibleLengths()));
	const mobile = plans.map(
		(plan) => plan.type('MOBILE')?.pattern() ?? plan.nationalNumberPattern(),
	);
	const isShort = mobile.join('|').length <= LONGEST_MOBILE_PATTERN;
	return [
		code,
		/^[A-Z]{2}$/.test(used[0] ?? '') ? used[0] : '-',
		plans[0]?.nationalPrefix() || '-',
		[...lengths]
			.filter((length) => code.length + length <= LONGEST_NUMBER)
			.sort((a, b) => a - b)
			.map((length) => length.toString(16))
			.join(''),
		joinPatterns(plans.map((plan) => plan.nationalNumberPattern())),
		isShort ? joinPatterns(mobile) : '-',
		...readPrefix(plans[0]),
	].join(' ');
}

/** Where more than the trunk prefix itself may stand there: the code of a carrier, Argentina's 15. Else nothing. */
function readPrefix(plan: Plan | undefined): string[] {
	const prefix = plan?.nationalPrefixForParsing() || '';
	if (plan === undefined || prefix === '' || prefix === plan.nationalPrefix()) return [];
	return [prefix, plan.nationalPrefixTransformRule() || '-'];
}

interface Plan {
	possibleLengths(): number[];
	/** 0 if there is none. */
	nationalPrefix(): string | 0;
	/** A pattern, 0 if there is none. */
	nationalPrefixForParsing(): string | 0;
	/** With `$1` for what the pattern keeps, 0 if it keeps nothing. */
	nationalPrefixTransformRule(): string | 0;
	nationalNumberPattern(): string;
	type(type: string): { pattern(): string } | undefined;
}

function readRegion(code: string, region: string): Plan {
	const all = new Metadata(metadata);
	all.selectNumberingPlan(region === '001' ? (code as CountryCode) : (region as CountryCode));
	return all.numberingPlan as unknown as Plan;
}

const joinPatterns = (patterns: readonly string[]) => [...new Set(patterns)].join('|');

/** The text of `nodes/EvolutionApi/core/phones/numberingPlans.ts`. */
export function numberingPlans(): string {
	// Satellites and the like have numbers of their own.
	const others = Object.keys(metadata.nonGeographic).map((code): [string, string[]] => [
		code,
		['001'],
	]);
	const lines = [...Object.entries(metadata.country_calling_codes), ...others]
		.map(planLine)
		.sort((a, b) => a.localeCompare(b, 'en'));
	return `/**
 * Written by "npm run generate" from the metadata of libphonenumber. A line for each country code: the code, its first
 * country, the trunk prefix, the lengths in hexadecimal digits, the pattern of all numbers behind the code, that of
 * mobile numbers and, where it is more than the trunk prefix, that of what is dialled before a number and what takes its
 * place. "-" is none.
 */
export const NUMBERING_PLANS = String.raw\`
${lines.join('\n')}
\`;
`;
}
