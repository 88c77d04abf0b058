import type { IExecuteFunctions } from 'n8n-workflow';

import { readParameter } from '../../../../../nodes/EvolutionApi/table/prepare/parameters';

/** Creates a fake run in which every expression returns the item's index. */
function aRun(parameters: Record<string, string>) {
	const readings: string[] = [];
	const getNodeParameter = (
		name: string,
		itemIndex: number,
		_fallback: null,
		{ rawExpressions }: { rawExpressions: boolean },
	) => {
		const raw = parameters[name] ?? null;
		const isResolved = !rawExpressions && raw?.startsWith('=') === true;
		readings.push(rawExpressions ? `${name} as it is` : `${name} of ${itemIndex}`);
		return isResolved ? itemIndex : raw;
	};
	const context = { getNodeParameter } as Partial<IExecuteFunctions> as IExecuteFunctions;
	return { context, readings };
}

const ITEMS = [0, 1, 2];

it('a missing parameter is requested from n8n once for all items', () => {
	const { context, readings } = aRun({});
	expect(ITEMS.map((item) => readParameter(context, 'text', item))).toEqual(
		ITEMS.map(() => undefined),
	);
	expect(readings).toEqual(['text of 0', 'text as it is']);
});

it('a parameter without an expression is requested from n8n once for all items', () => {
	const { context, readings } = aRun({ text: 'Hello' });
	expect(ITEMS.map((item) => readParameter(context, 'text', item))).toEqual(
		ITEMS.map(() => 'Hello'),
	);
	expect(readings).toEqual(['text of 0', 'text as it is']);
});

it('a parameter with an expression is evaluated once for each item', () => {
	const { context, readings } = aRun({ text: '={{ $itemIndex }}' });
	expect(ITEMS.map((item) => readParameter(context, 'text', item))).toEqual(ITEMS);
	expect(readings).toEqual(['text of 0', 'text as it is', 'text of 1', 'text of 2']);
});

it('parameters are read again in another run', () => {
	const first = aRun({ text: 'Hello' });
	const second = aRun({ text: 'Goodbye' });
	expect(readParameter(first.context, 'text', 0)).toBe('Hello');
	expect(readParameter(second.context, 'text', 0)).toBe('Goodbye');
});
