import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { EvolutionApi } from '../../nodes/EvolutionApi/EvolutionApi.node';
import { EvolutionApiTrigger } from '../../nodes/EvolutionApi/EvolutionApiTrigger.node';

// Tests node descriptions for details that n8n allows, but that its editor (2.41) shows badly.

type Inner = INodeProperties | INodePropertyOptions | INodePropertyCollection;

const isField = (inner: Inner): inner is INodeProperties => 'type' in inner;

function allOf(fields: INodeProperties[]): INodeProperties[] {
	return fields.flatMap((field) => {
		const options: Inner[] = field.options ?? [];
		const inner = options.flatMap((option) => ('values' in option ? option.values : [option]));
		return [field, ...allOf(inner.filter(isField))];
	});
}

const fields = [EvolutionApi, EvolutionApiTrigger].flatMap((Node) =>
	allOf(new Node().description.properties),
);

/** Number of letters that fit into n8n's mode selector (48 pixels). Exception: n8n shows "From List" in full. */
const ROOM = 6;

it("contract: each mode name of a dropdown field (such as From List) fits into n8n's mode selector, or is cut after a word", () => {
	const names = fields.flatMap(({ modes = [] }) => modes.map(({ displayName }) => displayName));
	expect(names.length).toBeGreaterThan(10);
	const cut = names.filter((name) => {
		const [first = ''] = name.split(' ');
		const isWhole = name.length <= ROOM || name === 'From List';
		return !isWhole && first.length !== ROOM;
	});
	expect(cut).toEqual([]);
});

it('contract: n8n shows no number field with needless decimal places, such as 5.0', () => {
	const padded = fields.filter(({ typeOptions }) => typeOptions?.numberPrecision !== undefined);
	expect(padded.map(({ name }) => name)).toEqual([]);
});
