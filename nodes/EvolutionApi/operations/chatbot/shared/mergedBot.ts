import type { IDataObject } from 'n8n-workflow';

import { InputProblem } from '../../../core/input/inputProblem';
import { mergeSettings } from '../../../fields/setMode';
import { BEHAVIOR_DEFAULTS, BEHAVIOR_KEYS } from './behavior';
import {
	behaviorBody,
	isBotMissing,
	needsValue,
	ownBody,
	platformOf,
	triggerBody,
	type PlatformName,
} from './family';

const COMMON_KEYS = ['enabled', 'description', 'triggerType', 'triggerOperator', 'triggerValue'];

/** Fields outside of the collection. */
const LOCATORS = ['openaiCredsId', 'model'];

/**
 * The whole bot for the server: the given values, by field name, else what the bot has now.
 * @throws {InputProblem} if something is missing that a bot of this platform needs
 */
export function mergedBot(
	name: PlatformName,
	mode: 'replace' | 'update',
	current: IDataObject,
	given: Readonly<Record<string, unknown>>,
): object {
	const { own, defaults, needs } = platformOf(name);
	const keys = [...COMMON_KEYS, ...BEHAVIOR_KEYS, ...Object.keys(own)];
	const initial = { enabled: true, description: '', ...BEHAVIOR_DEFAULTS, ...defaults };
	const unset = Object.fromEntries(keys.map((key) => [key, undefined]));
	const merged = mergeSettings(mode, mode === 'replace' ? initial : unset, current, {
		...Object.fromEntries(COMMON_KEYS.map((key) => [key, given[key]])),
		...behaviorBody(given),
		...ownBody(name, given),
	});
	const byField = Object.fromEntries(
		Object.entries(own).map(([key, field]) => [field, merged[key]]),
	);
	const needed = [
		...needs(byField),
		'triggerType',
		...(needsValue(merged) ? ['triggerValue'] : []),
	];
	const missing = needed.find((field) => isBotMissing({ ...merged, ...byField }[field]));
	if (missing !== undefined) {
		const path = LOCATORS.includes(missing) ? [missing] : ['updateFields', missing];
		throw new InputProblem(path, 'is empty', 'Fill it in: the bot does not work without it.');
	}
	return { ...merged, ...triggerBody(merged) };
}
