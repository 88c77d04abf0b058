import type { Operation } from '../../nodes/EvolutionApi/table/operation';
import type { Field } from '../../nodes/EvolutionApi/core/values/field';

// Creates values for all fields and options of an operation at once, as if a user left no field empty.

export type Values = Record<string, unknown>;

/** The content of a file whose type can't be recognized. Every operation accepts it. */
export const SAMPLE_BASE64 = 'AQIDBAUGBwgJCgsMDQ4PEA==';

const SAMPLES: Record<string, unknown> = {
	accountId: '1',
	businessNumber: '5511988887777',
	chat: '5511988887777',
	chatwootUrl: 'https://chatwoot.example.com',
	components: '[{"type":"body"}]',
	email: 'ana@example.com',
	emoji: '👍',
	fileName: 'file.pdf',
	firstDay: '2026-05-01',
	group: '120363020202020202@g.us',
	headers: '{"x-team":"sales"}',
	host: 'proxy.example.com',
	ignoreJids: '5511977776666, @g.us',
	inviteCode: 'F1EX5QZxO181L3TMVP31gY',
	invitees: '5511988887777, 5511977776666',
	lastDay: '2026-05-31',
	listData:
		'[{"title":"A","body":"B","text":"C","name":"Ana","number":"5511988887777","buttons":["Yes"]}]',
	mediaBase64: SAMPLE_BASE64,
	mediaId: 'cmwomv4s104h1f47dgxkh0hbo',
	member: '5511977776666',
	members: '5511977776666, 5511966665555@s.whatsapp.net',
	newTemplateName: 'order_shipped',
	// Must be larger than `olderThan` of the same operation.
	notOlderThan: 72,
	number: '5511988887777',
	participant: '5511977776666',
	participants: '5511977776666, 5511966665555@s.whatsapp.net',
	people: '5511977776666',
	phoneNumber: '5511988887777',
	phoneNumberId: '106540352242922',
	pollOptions: 'Morning\nEvening',
	messageId: '3EB0A1B2C3D4E5F60718',
	messageIds: '3EB0A1B2C3D4E5F60718, 3EB0A1B2C3D4E5F60719',
	message:
		'{"key": {"id": "3EB0A1", "remoteJid": "5511988887777@s.whatsapp.net", "fromMe": true}, "message": {"conversation": "Hi"}}',
	recipient: '5511988887777',
	senderNumber: '5511988887777',
	typebotName: 'customer-support',
	// Left empty, because the sample of `components` is sent instead.
	templateValues: { mappingMode: 'defineBelow', value: null },
	wholeMessage: '{"key":{"fromMe":false},"message":{"imageMessage":{}}}',
};

/** Values that are missing in the schemas of `test/contract/facts`, because a later server version added them. */
const NEWER: readonly unknown[] = ['MESSAGING_HISTORY_SET'];

function textFor({ name, displayName }: Field): unknown {
	if (name in SAMPLES) return SAMPLES[name];
	return /URL/.test(displayName) ? 'https://example.com/file' : `a ${name}`;
}

interface Nested {
	readonly name: string;
	readonly values?: readonly Field[];
}

/** @param pick returns a field's value. Only dropdowns need one: other fields get a sample by default */
function fullValues(fields: readonly Field[], pick: (field: Field) => unknown): Values {
	const values: Values = {};
	for (const field of fields) {
		if (field.type !== 'notice') values[field.name] = valueFor(field, pick);
	}
	if ('keyType' in values) values.key = PIX_KEYS[String(values.keyType)];
	return values;
}

const PIX_KEYS: Readonly<Record<string, string>> = {
	cnpj: '12345678000195',
	cpf: '12345678909',
	email: 'pix@example.com',
	phone: '+5511988887777',
	random: '123e4567-e89b-12d3-a456-426614174000',
};

function valueFor(field: Field, pick: (field: Field) => unknown): unknown {
	switch (field.type) {
		case 'boolean':
			return true;
		case 'number':
			return SAMPLES[field.name] ?? Math.max(1, field.typeOptions?.minValue ?? 1);
		case 'options':
			return pick(field);
		case 'multiOptions':
			return dropdownValues(field).filter((value) => !NEWER.includes(value));
		case 'dateTime':
			return '2026-01-31T12:00:00.000Z';
		case 'collection':
			return fullValues(field.options as readonly Field[], pick);
		case 'fixedCollection':
			return Object.fromEntries(
				(field.options as readonly Nested[]).map(({ name, values = [] }) => {
					const entry = fullValues(values, pick);
					return [name, field.typeOptions?.multipleValues === true ? [entry] : entry];
				}),
			);
		case 'resourceLocator':
			// A locator's default value isn't a text, but an object with a mode.
			return typeof pick(field) === 'string' ? pick(field) : textFor(field);
		case 'json':
			return field.name in SAMPLES ? SAMPLES[field.name] : pick(field) || textFor(field);
		default:
			return pick(field) || textFor(field);
	}
}

const dropdownValues = (field: Field): unknown[] =>
	((field.options ?? []) as ReadonlyArray<{ readonly value: unknown }>).map(({ value }) => value);

function dropdowns(fields: readonly Field[]): Field[] {
	return fields.flatMap((field): Field[] => {
		if (field.type === 'options') return [field];
		if (field.type === 'collection') return dropdowns(field.options as readonly Field[]);
		if (field.type !== 'fixedCollection') return [];
		return (field.options as readonly Nested[]).flatMap(({ values = [] }) => dropdowns(values));
	});
}

/**
 * Returns values for all fields of an operation, once for each value of each dropdown. The other dropdowns have the values of the
 * example, or their defaults.
 */
export function everyVariant({ fields, example }: Pick<Operation, 'fields' | 'example'>): Values[] {
	const usual = (field: Field) => {
		// A URL without a file extension fits every kind of file.
		if (field.name === 'mediaUrl') return 'https://example.com/file';
		const isOwn = fields.includes(field);
		return (isOwn ? example[field.name] : undefined) ?? field.default;
	};
	return [
		fullValues(fields, usual),
		...dropdowns(fields).flatMap((dropdown) =>
			dropdownValues(dropdown).map((value) =>
				fullValues(fields, (field) => (field === dropdown ? value : usual(field))),
			),
		),
	];
}
