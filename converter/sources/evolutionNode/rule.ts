import { divided } from '../../expressions/divided';
import { parseParameter } from '../../expressions/parse';

/** Where a value of an old parameter goes. */
export type Target =
	/** Path in the new parameters, e.g. `options.replyTo.values.messageId`. */
	| string
	| {
			readonly to: string;
			/** @returns undefined where it cannot be carried over */
			readonly convert: (value: unknown) => unknown;
	  };

/** How one operation of the old node becomes one of ours. */
export interface Rule {
	/** Values of resource and operation. */
	readonly from: readonly [resource: string, operation: string];
	/** A further selector of the old node, and its value. */
	readonly when?: readonly [parameter: string, value: unknown];
	readonly to: readonly [resource: string, operation: string];
	/** Keyed by the path of the old parameter, e.g. `options_message.delay`. Each one includes the instance. */
	readonly fields: Readonly<Record<string, Target>>;
	/** New parameters that are always set. */
	readonly set?: Readonly<Record<string, unknown>>;
	/** Defaults of the old node that differ from ours. */
	readonly defaults?: Readonly<Record<string, unknown>>;
	/** For the user: what is different. */
	readonly note?: string;
}

const isExpression = (value: unknown) => typeof value === 'string' && value.startsWith('=');

/** A list of texts in the old node, one line each in ours; not possible with expressions among them. */
export const lines =
	(key: string) =>
	(value: unknown): string | undefined => {
		const texts = recordsIn(value).map((entry) => entry[key]);
		return texts.some(isExpression) ? undefined : texts.join('\n');
	};

/** Entries with other names; those not named stay behind. */
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

/** Milliseconds of the old node, seconds in ours. */
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
