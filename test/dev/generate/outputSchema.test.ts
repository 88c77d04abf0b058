import { outputPreview } from '../../../dev/generate/outputSchema';

describe('npm run generate: output preview', () => {
	it('refuses an operation without any output', () => {
		expect(() => outputPreview([])).toThrow('no output');
	});

	it('has names and types but no values, so that it is the same every time', () => {
		const one = outputPreview([{ id: '3EB0A1', at: 1795157918, open: true, rate: 0.5 }]);
		const two = outputPreview([{ id: '3EB0F7', at: 1795157999, open: false, rate: 1.5 }]);
		expect(one).toEqual({
			type: 'object',
			properties: {
				id: { type: 'string' },
				at: { type: 'integer' },
				open: { type: 'boolean' },
				rate: { type: 'number' },
			},
			version: 1,
		});
		expect(two).toEqual(one);
	});

	it('has a field that only some items have, also within lists', () => {
		const items = [
			{ name: null, list: [], inner: { a: 1 } },
			{ name: 'x', list: [{ b: 1 }, { b: 1.5, c: null }], inner: { d: 'y' } },
		];
		expect(outputPreview(items).properties).toEqual({
			name: { type: 'string' },
			list: {
				type: 'array',
				items: { type: 'object', properties: { b: { type: 'number' }, c: { type: 'null' } } },
			},
			inner: { type: 'object', properties: { a: { type: 'integer' }, d: { type: 'string' } } },
		});
	});
});
