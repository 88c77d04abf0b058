import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { IDataObject } from 'n8n-workflow';

import { parseInput, InputProblem } from '../../nodes/EvolutionApi/core/input/inputProblem';
import type { Operation } from '../../nodes/EvolutionApi/table/operation';
import { resources } from '../../nodes/EvolutionApi/operations';
import { everyVariant, type Values } from '../support/fullInput';
import type { Arbitrary } from 'fast-check';
import fc, { anyText } from '../support/properties';
import { wireOf } from '../support/wire';

// Tests operations with any values that expressions may return. An operation must either name the wrong field in its error, or
// create a body that can be sent as JSON.

const OPERATIONS = resources.flatMap(({ value, operations }) =>
	operations.map((operation): [string, Operation] => [`${value}/${operation.value}`, operation]),
);

const anything = fc.oneof(
	fc.constantFrom<unknown>(
		undefined,
		null,
		'',
		' ',
		0,
		-1,
		NaN,
		Infinity,
		true,
		[],
		{},
		[null],
		'\u0000',
	),
	fc.constantFrom<unknown>(
		'5511988887777',
		'120363020202020202@g.us',
		'abc',
		'https://a.example/x',
		'{"a":1}',
		'[]',
	),
	fc.jsonValue({ maxDepth: 3 }),
	anyText,
	fc.constant(
		JSON.parse(
			'{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
		) as unknown,
	),
);

function damaged(good: Values): Arbitrary<Values> {
	const paths = pathsIn(good);
	const change = fc.tuple(fc.constantFrom(...paths), anything);
	return fc
		.array(change, { minLength: 1, maxLength: 3 })
		.map((changes) =>
			changes.reduce((values, [path, value]) => replaced(values, path, value), good),
		);
}

type Path = readonly string[];

function pathsIn(value: unknown, path: Path = []): Path[] {
	const own = path.length > 0 ? [path] : [];
	if (typeof value !== 'object' || value === null) return own;
	return [...own, ...Object.entries(value).flatMap(([key, part]) => pathsIn(part, [...path, key]))];
}

function replaced<Whole>(whole: Whole, [key, ...rest]: Path, value: unknown): Whole {
	if (typeof whole !== 'object' || whole === null) return whole;
	const copy = (Array.isArray(whole) ? [...(whole as unknown[])] : { ...whole }) as Record<
		string,
		unknown
	>;
	copy[key] = rest.length === 0 ? value : replaced(copy[key], rest, value);
	return copy as Whole;
}

/** Returns an unexpected error that these values cause; undefined if there is none. */
async function trouble(operation: Operation, values: Values): Promise<string | undefined> {
	const current: IDataObject = {};
	const wire = await wireOf(operation, values, current).catch((error: unknown) => error);
	if (wire instanceof InputProblem) {
		const [field] = wire.path;
		const isField = operation.fields.some(({ name }) => name === field);
		if (!isField) return `the problem "${wire.problem}" names no field: ${wire.path.join('.')}`;
		return wire.problem.trim() === '' ? 'a problem without a text' : undefined;
	}
	if (wire instanceof Error) return `${wire.name}: ${wire.message}`;
	return 'polluted' in {} ? 'polluted' : undefined;
}

const goodValues = (operation: Operation) =>
	[operation.example, ...everyVariant(operation)].filter((values) => pathsIn(values).length > 0);

it.each(OPERATIONS.filter(([, operation]) => goodValues(operation).length > 0))(
	'any input makes a request that fits the schema, or an error: %s',
	async (_name, operation) => {
		const values = fc.constantFrom(...goodValues(operation)).chain(damaged);
		await fc.assert(
			fc.asyncProperty(values, async (given) => {
				expect(await trouble(operation, given)).toBeUndefined();
			}),
			{ numRuns: 60 },
		);
	},
);

/** Operations that use the incoming message if the recipient is empty. In all others, an empty recipient is an error. */
const ANSWERS = [
	'message/reply',
	'conversation/combineMessages',
	'conversation/addChatHistory',
	'conversation/getTakeoverStatus',
	'conversation/handOverToHuman',
	'conversation/pauseBot',
	'conversation/resumeBot',
];
const WITH_RECIPIENT = OPERATIONS.filter(
	([name, { fields }]) =>
		!ANSWERS.includes(name) && fields.some((field) => field.name === 'recipient'),
);

const OF_LAST_MESSAGE = ['chat/archive', 'chat/markAsUnread'];

const digits = (text: string) => text.split('@')[0].replace(/:\d+$/, '').replace(/\D/g, '');

/**
 * Returns the possible meanings of the digits: the exact number, and libphonenumber's number, which lacks the 0 of calls within a
 * country (`+27 082 …`).
 */
const meant = (recipient: string) => {
	const entered = digits(recipient);
	const read = parsePhoneNumberFromString(`+${entered}`)?.number.slice(1);
	const isNumber = !/@(?!s\.whatsapp\.net)/.test(recipient);
	return [entered, ...(isNumber && read !== undefined ? [read] : [])];
};

const written = fc.oneof(
	fc.stringMatching(/^\+?[1-9]\d{6,14}(@s\.whatsapp\.net)?$/),
	fc.string({ unit: fc.constantFrom(...'0123456789 +-().@:cgus.lid'), maxLength: 25 }),
);

async function sentOf(operation: Operation, values: Values): Promise<unknown> {
	const wire = await wireOf(operation, values);
	return operation.run === undefined
		? [wire.query, wire.body]
		: parseInput(operation.input, values);
}

it.each(WITH_RECIPIENT)(
	'no input makes a request with an empty recipient, or with a recipient that was not entered: %s',
	async (name, operation) => {
		let accepted = 0;
		await fc.assert(
			fc.asyncProperty(written, async (recipient) => {
				const values = { ...operation.example, recipient };
				const sent = await sentOf(operation, values).catch((error: unknown) => {
					if (error instanceof InputProblem) return undefined;
					throw error;
				});
				if (sent === undefined) return;
				accepted++;
				const found = JSON.stringify(sent);
				expect(digits(recipient)).not.toBe('');
				const addressed = [...found.matchAll(/"([\d-]+)(?:@[\w.]+)?"/g)].map(([, user]) =>
					digits(user),
				);
				const isMeant = meant(recipient).some((user) => addressed.includes(user));
				expect({ addressed, isMeant }).toEqual({ addressed, isMeant: true });
			}),
			{ numRuns: 40 },
		);
		if (!OF_LAST_MESSAGE.includes(name)) expect(accepted).toBeGreaterThan(1);
	},
);
