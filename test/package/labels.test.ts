import { EvolutionApi } from '../../nodes/EvolutionApi/EvolutionApi.node';
import { EvolutionApiTrigger } from '../../nodes/EvolutionApi/EvolutionApiTrigger.node';

/**
 * Maximum number of letters that n8n shows without cutting the label, by the number of collections around the field. Measured
 * in n8n 2.41 with a panel of 420 px, where a label has 192, 184 or 112 px, and a letter needs about 6.4 px.
 */
const MOST_CHARACTERS = [30, 28, 17];

interface Labelled {
	readonly path: string;
	readonly label: string;
	readonly depth: number;
}

interface Nested {
	readonly displayName?: string;
	readonly name: string;
	readonly type?: string;
	readonly options?: readonly Nested[];
	readonly values?: readonly Nested[];
}

/** Leaves out notices, whose text is wrapped instead of cut. */
function labelled(fields: readonly Nested[], path = '', depth = 0): Labelled[] {
	return fields.flatMap(({ displayName, name, type, options = [] }) => {
		const own = path === '' ? name : `${path}.${name}`;
		const inner =
			type === 'collection'
				? labelled(options, own, depth + 1)
				: type === 'fixedCollection'
					? options.flatMap(({ values = [] }) => labelled(values, own, depth + 1))
					: [];
		const isShown = displayName !== undefined && type !== 'notice' && type !== 'hidden';
		return [...(isShown ? [{ path: own, label: displayName, depth }] : []), ...inner];
	});
}

const labels = [new EvolutionApi(), new EvolutionApiTrigger()].flatMap(({ description }) =>
	labelled(description.properties as readonly Nested[]),
);

it('labels: the test reads more than 400 fields, also those inside collections', () => {
	expect(labels.length).toBeGreaterThan(400);
	expect(Math.max(...labels.map(({ depth }) => depth))).toBe(MOST_CHARACTERS.length - 1);
});

it('labels: none is cut off in the panel', () => {
	const cut = labels.filter(({ label, depth }) => label.length > MOST_CHARACTERS[depth]);
	expect(cut).toEqual([]);
});

it('labels: every action name contains WhatsApp, since a model reads little more of a tool', () => {
	const actions = new EvolutionApi().description.properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ options = [] }) => options)
		.map((option) => ('action' in option ? String(option.action) : ''));
	expect(actions.length).toBeGreaterThan(100);
	expect(actions.filter((action) => !action.includes('WhatsApp'))).toEqual([]);
});
