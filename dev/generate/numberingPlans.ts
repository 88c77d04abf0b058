import { Metadata, type CountryCode } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/metadata.max.json';

/** For +1, the pattern of the United States already contains the area codes of Canada and the other countries. */
const ONE_PATTERN_FOR_ALL = '1';

/** Longest mobile pattern that is used, in characters. Patterns with every area code are much longer, and hardly stricter. */
const LONGEST_MOBILE_PATTERN = 120;

/** Most digits of a number by E.164, including the country code. */
const LONGEST_NUMBER = 15;

function planOf([code, regions]: [string, readonly string[]]): [string, object] {
	const used = code === ONE_PATTERN_FOR_ALL ? regions.slice(0, 1) : regions;
	const plans = used.map((region) => readRegion(code, region));
	const lengths = new Set(plans.flatMap((plan) => plan.possibleLengths()));
	const mobile = plans.map(
		(plan) => plan.type('MOBILE')?.pattern() ?? plan.nationalNumberPattern(),
	);
	const isShort = mobile.join('|').length <= LONGEST_MOBILE_PATTERN;
	const plan = {
		country: /^[A-Z]{2}$/.test(used[0] ?? '') ? used[0] : undefined,
		trunk: plans[0]?.nationalPrefix() || undefined,
		lengths: [...lengths]
			.filter((length) => code.length + length <= LONGEST_NUMBER)
			.sort((a, b) => a - b)
			.join(' '),
		pattern: joinPatterns(plans.map((each) => each.nationalNumberPattern())),
		mobile: isShort ? joinPatterns(mobile) : undefined,
		...readPrefix(plans[0]),
	};
	return [code, plan];
}

/** Returns the dialed prefix if it contains more than the trunk prefix, such as a carrier's code, or Argentina's 15. */
function readPrefix(plan: Plan | undefined): object {
	const prefix = plan?.nationalPrefixForParsing() || '';
	if (plan === undefined || prefix === '' || prefix === plan.nationalPrefix()) return {};
	return { prefix, replacement: plan.nationalPrefixTransformRule() || undefined };
}

interface Plan {
	possibleLengths(): number[];
	nationalPrefix(): string | 0;
	/** A regular expression, or 0 if there is none. */
	nationalPrefixForParsing(): string | 0;
	/** Replacement for the digits that `nationalPrefixForParsing` matches: `9$1`. 0 if there is none. */
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

export function numberingPlans(): string {
	// Satellite networks and similar services have their own country codes.
	const others = Object.keys(metadata.nonGeographic).map((code): [string, string[]] => [
		code,
		['001'],
	]);
	const plans = [...Object.entries(metadata.country_calling_codes), ...others].map(planOf);
	return `${JSON.stringify(Object.fromEntries(plans), null, '\t')}\n`;
}
