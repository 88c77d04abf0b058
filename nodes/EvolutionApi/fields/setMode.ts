import type { IDataObject } from 'n8n-workflow';
import { choiceField } from './fieldKinds';
import { choice } from './inputs';

/** For routes that expect the whole object each time. */
export const setMode = choiceField('Other Settings', 'mode', {
	options: [
		{ name: 'Keep as They Are', value: 'update' },
		{ name: 'Reset to Default', value: 'replace' },
	],
	default: 'update',
	description: 'What to do with settings that are not set here',
});

export const setModeInput = choice('replace', 'update');

/**
 * The whole object for the server: the given values, else those that are set now (in the mode `update`), else the
 * defaults. `undefined` counts as not given; `false` and empty texts count as given.
 */
export function mergeSettings(
	mode: 'replace' | 'update',
	defaults: IDataObject,
	current: IDataObject,
	given: Record<string, unknown>,
): IDataObject {
	const kept = mode === 'replace' ? {} : pick(current, Object.keys(defaults));
	return { ...defaults, ...kept, ...withoutUndefined(given) };
}

const pick = (source: IDataObject, keys: readonly string[]): IDataObject =>
	Object.fromEntries(
		keys.flatMap((key) => {
			const value = source[key];
			return value === undefined || value === null ? [] : [[key, value] as const];
		}),
	);

const withoutUndefined = (values: Record<string, unknown>) =>
	Object.fromEntries(
		Object.entries(values).filter(([, value]) => value !== undefined),
	) as IDataObject;
