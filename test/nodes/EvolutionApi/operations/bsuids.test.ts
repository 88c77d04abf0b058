import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../../../nodes/EvolutionApi/table/operation';
import type { Field } from '../../../../nodes/EvolutionApi/core/values/field';
import { resources } from '../../../../nodes/EvolutionApi/operations';
import { everyVariant, type Values } from '../../../support/fullInput';
import { partOf } from '../../../support/properties';
import { runOperation } from '../../../support/run';
import { arrived, forget, useSimulator } from '../../../support/simulator';
import { time } from '../../../support/time';

// Meta names a person with a hidden number by a BSUID. The server would drop its letters, and message the stranger +1234567890.

const simulator = useSimulator();
beforeEach(() => time.start(simulator.current, true));
afterEach(() => jest.restoreAllMocks());

const BSUID = 'BR.1234567890';
const PERSON = /^5511\d+(@s\.whatsapp\.net)?$/;

const OF_ACCOUNT = [
	'instance/create options.number',
	'instance/getMany filters.number',
	'system/receiveMessage instanceNumber',
];

interface Attempt {
	readonly at: string;
	readonly values: unknown;
}

function withBsuid(value: unknown): Attempt[] {
	if (typeof value === 'string') {
		const entries = value.split(/[\n,] ?/);
		return entries.some((entry) => PERSON.test(entry)) ? [{ at: '', values: BSUID }] : [];
	}
	if (Array.isArray(value)) {
		return value.flatMap((entry, index) =>
			withBsuid(entry).map(({ at, values }) => ({
				at: `.${index}${at}`,
				values: value.map((old, place) => (place === index ? values : old)),
			})),
		);
	}
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) =>
		withBsuid(inner).map(({ at, values }) => ({
			at: `.${key}${at}`,
			values: { ...value, [key]: values },
		})),
	);
}

/** Returns the operation's example with a BSUID in the field at `at`. */
function addedTo(definition: Operation, full: Values, { at, values }: Attempt): Attempt {
	const { example, fields } = definition;
	const [, top, inner] = at.split('.');
	const added = (values as Values)[top];
	const { type } = fields.find(({ name }) => name === top) as Field;
	const named = (names: readonly Field[]) =>
		Object.fromEntries(names.map(({ name }) => [name, full[name]]));
	const needed = named(fields.filter((field) => field.type !== 'collection'));
	const form = named(fields.filter((field) => field.type === 'options'));
	// Without this value, the field for the message's author would be hidden.
	const fromMe = 'fromMe' in full ? { fromMe: false } : {};
	const alone = { ...(example[top] as Values), [inner]: (added as Values)[inner] };
	const value = type === 'collection' ? alone : added;
	return { at, values: { ...needed, ...example, ...form, ...fromMe, [top]: value } };
}

const CASES = resources
	.flatMap(({ value: resource, operations }) =>
		operations.flatMap((definition) => {
			const { value: operation, example } = definition;
			const attempts = everyVariant(definition).flatMap((full) =>
				withBsuid(full).map((attempt) => addedTo(definition, full, attempt)),
			);
			const fields = new Map<string, Set<string>>();
			for (const { at, values } of [...withBsuid(example), ...attempts])
				fields.set(at, (fields.get(at) ?? new Set()).add(JSON.stringify(values)));
			return [...fields].map(([at, forms]) => {
				const name = `${resource}/${operation} ${at.slice(1)}`;
				return { name, resource, operation, forms: [...forms] };
			});
		}),
	)
	.filter(({ name }) => !OF_ACCOUNT.includes(name));

it('BSUIDs (the IDs of hidden numbers): the tests below cover every resource that has a field for a person', () => {
	const tried = new Set(CASES.map(({ resource }) => resource));
	expect([...tried].sort()).toEqual(
		expect.arrayContaining([
			'chat',
			'contact',
			'conversation',
			'group',
			'label',
			'message',
			'status',
		]),
	);
});

it.each(partOf(CASES))(
	'a BSUID (the ID of a hidden number) is refused before any request in $name',
	async ({ resource, operation, forms }) => {
		const reasons: string[] = [];
		for (const form of forms) {
			const { error, items } = await runOperation(simulator.current, {
				resource,
				operation,
				values: JSON.parse(form) as IDataObject,
			});
			// *Check Numbers* gives no error, but an item with the reason.
			const reason = String(error?.message ?? items[0]?.json.reason);
			if (reason.includes(BSUID) || reason.startsWith('The number is an ID that Meta gives')) {
				reasons.push(reason);
				expect(arrived(simulator.current)).toEqual([]);
			}
			// If a dropdown hides the field that contains the BSUID, the operation succeeds without sending the BSUID.
			expect(JSON.stringify(arrived(simulator.current))).not.toMatch(/1234567890/);
			forget(simulator.current);
		}
		expect(reasons).not.toEqual([]);
	},
);

it.each([
	['message', 'sendContact', { name: 'Ana', number: BSUID }],
	['message', 'sendButtons', { title: 'Call us', phoneNumber: BSUID }],
	['message', 'sendSequence', { action: 'contact', name: 'Ana', number: BSUID }],
])(
	'a BSUID (the ID of a hidden number) in a list given as JSON data is refused before any request by %s/%s',
	async (...given) => {
		const [resource, operation, row] = given;
		const { error } = await runOperation(simulator.current, {
			resource,
			operation,
			values: { recipient: '5511988887777', text: 'So?', listSource: 'json', listData: [row] },
		});
		expect(error?.message).toContain(BSUID);
		expect(arrived(simulator.current)).toEqual([]);
	},
);
