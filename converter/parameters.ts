import type { TableOperation } from './table';
import { isObject, type Parameters } from './workflow';

/** Flattens nested objects: `{ a: { b: 1 } }` becomes `{ 'a.b': 1 }`. Lists stay whole. */
export function flattened(parameters: Parameters, prefix = ''): Map<string, unknown> {
	const flat = new Map<string, unknown>();
	for (const [key, value] of Object.entries(parameters)) {
		const path = prefix + key;
		if (!isObject(value)) flat.set(path, value);
		else for (const [inner, deep] of flattened(value, `${path}.`)) flat.set(inner, deep);
	}
	return flat;
}

/** Sets a value at a path such as `buttons.button.0.type`, and creates missing objects and lists on the way. */
export function put(parameters: Parameters, path: string, value: unknown): void {
	const steps = path.split('.');
	let place = parameters;
	for (const [index, step] of steps.slice(0, -1).entries()) {
		place[step] ??= /^\d+$/.test(steps[index + 1]) ? [] : {};
		place = place[step] as Parameters;
	}
	place[steps[steps.length - 1]] = value;
}

/** Returns parameters with resource locators as the editor saves them: `{ __rl: true, mode: 'name', value: 'demo' }`. */
export function withLocators(parameters: Parameters, { locators }: TableOperation): Parameters {
	const located = { ...parameters };
	for (const [name, mode] of Object.entries(locators)) {
		if (located[name] === undefined) continue;
		located[name] = { __rl: true, mode, value: asAddress(located[name]) };
	}
	return located;
}

/** Corrects `5511…@whatsapp.net`, which the server accepts, but our fields reject. */
const asAddress = (value: unknown) =>
	typeof value === 'string' ? value.replaceAll('@whatsapp.net', '@s.whatsapp.net') : value;
