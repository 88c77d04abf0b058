import { divided } from '../../expressions/divided';
import { parseParameter } from '../../expressions/parse';

export type Target =
	/** Path in the new parameters, for example `options.replyTo.values.messageId`. */
	| string
	| {
			readonly to: string;
			/** @returns undefined if the value can't be converted */
			readonly convert: (value: unknown) => unknown;
	  };

export interface Rule {
	readonly from: readonly [resource: string, operation: string];
	readonly when?: readonly [parameter: string, value: unknown];
	readonly to: readonly [resource: string, operation: string];
	/** Targets by the path of the old parameter, for example `options_message.delay`. */
	readonly fields: Readonly<Record<string, Target>>;
	readonly set?: Readonly<Record<string, unknown>>;
	/** Default values of the old node that differ from ours. */
	readonly defaults?: Readonly<Record<string, unknown>>;
	readonly note?: string;
}

const isExpression = (value: unknown) => typeof value === 'string' && value.startsWith('=');

export const lines =
	(key: string) =>
	(value: unknown): string | undefined => {
		const texts = recordsIn(value).map((entry) => entry[key]);
		return texts.some(isExpression) ? undefined : texts.join('\n');
	};

/** Renames the keys of each entry in a list. Keys that aren't in `names` are dropped. */
export const entries =
	(names: Readonly<Record<string, Target>>) =>
	(value: unknown): Array<Record<string, unknown>> =>
		recordsIn(value).map((entry) => {
			const renamed: Record<string, unknown> = {};
			for (const [old, target] of Object.entries(names)) {
				if (entry[old] === undefined || entry[old] === '') continue;
				const { to, convert } = typeof target === 'string' ? same(target) : target;
				renamed[to] = convert(entry[old]);
			}
			return renamed;
		});

export const inSeconds = (to: string): Target => ({
	to,
	convert: (value) => divided(parseParameter(value), 1000),
});

const same = (to: string) => ({ to, convert: (value: unknown) => value });

function recordsIn(value: unknown): Array<Record<string, unknown>> {
	const list: unknown[] = Array.isArray(value) ? value : [value];
	return list.filter(
		(entry): entry is Record<string, unknown> => typeof entry === 'object' && entry !== null,
	);
}
