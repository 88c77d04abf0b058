import { type Schema, validate, type ValidationError } from 'jsonschema';
import { badRequest, refused } from './answers';
import { EVENTS } from '../events/names';
import type { Json } from './data';
import { isObject } from './values';

function errorText(error: ValidationError): string {
	const own = typeof error.schema === 'object' ? error.schema.description : undefined;
	return own ?? error.stack.replace('instance.', '');
}

export function schemaErrors(body: Json, schema: Schema): string[] {
	return validate(body, schema).errors.map(errorText);
}

/** Checks a body of a group route. Its errors are objects that name the property; for a missing property the name is "instance". */
export function checkByProperty(body: Json, schema: Schema): void {
	const errors = validate(body, schema).errors.map((error) => ({
		property: error.property.replace('instance.', ''),
		message: errorText(error),
	}));
	if (errors.length > 0) throw refused(400, ...errors);
}

export function check(body: Json, schema: Schema | undefined): void {
	if (!schema) return;
	const errors = schemaErrors(body, schema);
	if (errors.length > 0) throw badRequest(errors);
}

const text: Schema = { type: 'string' };
const truth: Schema = { type: 'boolean', enum: [true, false] };

/** Rejects empty values, but only in an object that has no keys except `names`. The server does the same. */
export const notEmpty = (...names: string[]): Schema => ({
	if: { propertyNames: { enum: names } },
	then: {
		properties: Object.fromEntries(
			names.map((name) => [name, { minLength: 1, description: `The "${name}" cannot be empty` }]),
		),
	},
});

export const numericStrings = (name: string): Schema => ({
	type: 'array',
	minItems: 1,
	uniqueItems: true,
	items: {
		type: 'string',
		pattern: '^\\d+',
		description: `"${name}" must be an array of numeric strings`,
	},
});

const number: Schema = { ...text, description: 'Invalid format' };

/** The server checks `everyOne` and then never reads it. */
const options: Record<string, Schema> = {
	delay: { type: 'integer', description: 'Enter a value in milliseconds' },
	quoted: {
		properties: {
			key: {
				type: 'object',
				properties: { id: text, remoteJid: text, fromMe: truth },
				required: ['id'],
				...notEmpty('id'),
			},
			message: { type: 'object' },
		},
	},
	everyOne: truth,
	mentioned: numericStrings('mentioned'),
};

export const sendSchema = (properties: Record<string, Schema>, required: string[]): Schema => ({
	type: 'object',
	properties: { number, ...properties, ...options },
	required: ['number', ...required],
});

/** From 2.4 on, the server checks `mentionsEveryOne` instead of `everyOne`, except for carousels. */
export function withNewMentions(schema: Schema): Schema {
	if (!schema.properties?.everyOne) return schema;
	const properties = { ...schema.properties, mentionsEveryOne: truth };
	delete (properties as Record<string, Schema>).everyOne;
	return { ...schema, properties };
}

export function withEvents(schema: Schema, events: string[]): Schema {
	const replaced = (value: unknown): unknown => {
		if (value === EVENTS) return events;
		if (Array.isArray(value)) return value.map(replaced);
		if (!isObject(value)) return value;
		return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, replaced(entry)]));
	};
	return events === EVENTS ? schema : (replaced(schema) as Schema);
}

export const keySchema: Schema = {
	type: 'object',
	properties: { id: text, remoteJid: text, fromMe: truth },
	required: ['id', 'fromMe', 'remoteJid'],
	...notEmpty('id', 'remoteJid'),
};

/** Entries that aren't objects pass unchecked. */
export const keysSchema: Schema = {
	type: 'array',
	minItems: 1,
	uniqueItems: true,
	items: {
		properties: { id: text, fromMe: truth, remoteJid: text },
		required: ['id', 'fromMe', 'remoteJid'],
		...notEmpty('id', 'remoteJid'),
	},
};

export { number as numberSchema, text as textSchema, truth as truthSchema };
