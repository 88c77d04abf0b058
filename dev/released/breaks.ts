import { isDeepStrictEqual } from 'node:util';

import type { Release } from './current';
import type { NodePromise, Parameter, PlacedParameter } from './promise';
import { lostOf } from './shape';
import { withoutWithdrawn, WITHDRAWN } from './withdrawn';

type Parameters = NodePromise['parameters'];

/** What would break workflows that were saved with a release: a text that says what to do, or undefined. */
export function brokenBy(before: Release, now: Release, withdrawn = WITHDRAWN): string | undefined {
	const lines = Object.entries(before.nodes).flatMap(([name, versions]) =>
		Object.entries(versions).flatMap(([version, promised]) => {
			const kept = now.nodes[name]?.[version];
			const breaks =
				kept === undefined ? ['is gone'] : breaksOf(withoutWithdrawn(promised, withdrawn), kept);
			return breaks.map((line) => `${name}, version ${version}: ${line}`);
		}),
	);
	if (lines.length === 0) return undefined;
	return [
		`Workflows that were saved with ${before.release} would break:`,
		...lines.map((line) => `  ${line}`),
		'Leave it as it was for nodes of that version, and change it for a new version only:',
		'see "Versions of the node" in CONTRIBUTING.md.',
	].join('\n');
}

/** What breaks workflows that were saved while the node promised `before`, a line for each. */
export function breaksOf(before: NodePromise, now: NodePromise): string[] {
	return [
		...goneFrom(before.credentials, now.credentials).map(
			(name) => `the credential ${name} is gone`,
		),
		...goneFrom(before.webhooks, now.webhooks).map((name) => `the webhook "${name}" is gone`),
		...parameterBreaks(before.parameters, now.parameters),
		...Object.entries(before.outputs).flatMap(([name, shape]) =>
			lostOf(shape, now.outputs[name]).map((lost) => `${name}: ${lost}`),
		),
	];
}

const goneFrom = <Value>(before: readonly Value[] = [], now: readonly Value[] = []): Value[] =>
	before.filter((value) => !now.includes(value));

/** The same break of many operations is one line. */
function parameterBreaks(before: Parameters, now: Parameters): string[] {
	const places = new Map<string, string[]>();
	const add = (problem: string, place: string) =>
		places.set(problem, [...(places.get(problem) ?? []), place]);
	for (const { path, place, parameter } of placedIn(before)) {
		const candidates = inPlace(now, path, place).map((other) =>
			changesOf(parameter, hiddenForSaved(before, other)),
		);
		const [fewest = ['is gone']] = candidates.sort((one, other) => one.length - other.length);
		for (const change of fewest) add(`"${path}" ${change}`, place);
	}
	for (const { path, place, parameter } of placedIn(now)) {
		if (isNewDuty(before, { path, place, parameter })) add(`"${path}" is new and required`, place);
	}
	return [...places].map(([problem, where]) =>
		where.includes('') ? problem : `${where.join(', ')}: ${problem}`,
	);
}

interface Placed {
	readonly path: string;
	readonly place: string;
	readonly parameter: Parameter;
}

const placedIn = (parameters: Parameters): Placed[] =>
	Object.entries(parameters).flatMap(([path, variants]) =>
		variants.flatMap((parameter) => parameter.in.map((place) => ({ path, place, parameter }))),
	);

const inPlace = (parameters: Parameters, path: string, place: string): PlacedParameter[] =>
	(parameters[path] ?? []).filter((variant) => variant.in.includes(place));

/** What is no longer as it was. */
function changesOf(before: Parameter, now: Parameter): string[] {
	const shown = (value: unknown) => JSON.stringify(value);
	const changes: string[] = [];
	if (before.type !== now.type) changes.push(`was of type ${before.type}, is of ${now.type}`);
	if (!isDeepStrictEqual(before.default, now.default))
		changes.push(`had the default ${shown(before.default)}, has ${shown(now.default)}`);
	for (const value of goneFrom(before.values, now.values))
		changes.push(`has no value ${shown(value)} any more`);
	for (const mode of goneFrom(before.modes, now.modes))
		changes.push(`has no mode ${shown(mode)} any more`);
	if (before.isList !== now.isList)
		changes.push(now.isList ? 'has become a list' : 'is no longer a list');
	if (now.isRequired && !before.isRequired) changes.push('has become required');
	if (isHiddenMore(before, now)) changes.push('is hidden where it was shown');
	return changes;
}

/** Each condition of showing may only become wider, and each of hiding narrower. */
function isHiddenMore(before: Parameter, now: Parameter): boolean {
	const shownFor = Object.entries(now.show ?? {}).every(([name, values = []]) => {
		const earlier = before.show?.[name];
		return earlier !== undefined && goneFrom(earlier, values).length === 0;
	});
	const hiddenFor = Object.entries(now.hide ?? {}).every(([name, values = []]) => {
		const earlier = before.hide?.[name];
		return earlier !== undefined && goneFrom(values, earlier).length === 0;
	});
	return !shownFor || !hiddenFor;
}

/** Without being hidden for a value of another parameter that no saved workflow can have: a new one. */
function hiddenForSaved(before: Parameters, { hide = {}, ...parameter }: Parameter): Parameter {
	const kept = Object.entries(hide).flatMap(([name, values = []]) => {
		const variants = before[name.replace(/^\//, '')];
		const saved = (variants ?? []).flatMap((variant) => variant.values ?? values);
		const known = variants === undefined ? values : values.filter((one) => saved.includes(one));
		return known.length === 0 ? [] : [[name, known] as const];
	});
	return kept.length === 0 ? parameter : { ...parameter, hide: Object.fromEntries(kept) };
}

/** A required parameter that saved workflows do not have, where they would have to fill it in. */
function isNewDuty(before: Parameters, { path, place, parameter }: Placed): boolean {
	if (!parameter.isRequired || inPlace(before, path, place).length > 0) return false;
	return isReleased(before, place) && couldBeShown(before, place, parameter);
}

const isReleased = (before: Parameters, place: string): boolean =>
	Object.values(before).some((variants) => variants.some((variant) => variant.in.includes(place)));

/** Whether a saved workflow can have the values for which it is shown. */
function couldBeShown(before: Parameters, place: string, { show = {} }: Parameter): boolean {
	return Object.entries(show).every(([name, values = []]) => {
		const variants = before[name.replace(/^\//, '')] ?? [];
		const known = variants.filter((variant) => variant.in.includes(place));
		return known.every(
			({ values: chosen }) =>
				chosen === undefined || values.some((value) => chosen.includes(value)),
		);
	});
}
