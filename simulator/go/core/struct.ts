import type { Json } from '../../core/data';
import { isObject } from '../../core/values';
import { invalid, panic } from './answers';

/** Type of a decoded field; a missing field has the zero value of its type. */
type FieldType =
	| 'string'
	| 'int32'
	| 'int'
	| 'float64'
	| 'bool'
	| '*bool'
	| '*uint32'
	| '[]string'
	| 'types.JID'
	| '*object'
	| StructType
	| readonly [StructType];

export interface StructType {
	readonly name: string;
	readonly fields: { readonly [key: string]: FieldType };
	/** a field of this type is undefined if it's missing, instead of empty */
	readonly isPointer?: true;
	/** the handler declares the body as a value, not as a pointer: `null` leaves all fields empty */
	readonly isValue?: true;
}

type Leaf<Type> = Type extends 'string' | 'types.JID'
	? string
	: Type extends 'int32' | 'int' | 'float64'
		? number
		: Type extends 'bool'
			? boolean
			: Type extends '*bool'
				? boolean | undefined
				: Type extends '*uint32'
					? number | undefined
					: Type extends '[]string'
						? string[]
						: Type extends '*object'
							? Json | undefined
							: never;

type ValueOf<Type> = Type extends readonly [infer Each]
	? Array<BodyOf<Each>>
	: Type extends { isPointer: true }
		? BodyOf<Type> | undefined
		: Type extends StructType
			? BodyOf<Type>
			: Leaf<Type>;

export type BodyOf<Struct> = Struct extends { fields: infer Fields }
	? { [Key in keyof Fields]: ValueOf<Fields[Key]> }
	: never;

const typeNameOf = (type: FieldType): string => {
	if (typeof type === 'string') return type.replace(/^\*/, '').replace('[]string', 'string');
	return isListType(type) ? `[]${type[0].name}` : type.name;
};

const isListType = (type: FieldType): type is readonly [StructType] => Array.isArray(type);

const jsonTypeOf = (value: unknown): string => {
	if (Array.isArray(value)) return 'array';
	if (typeof value === 'boolean') return 'bool';
	return typeof value;
};

function zeroOf(type: FieldType): unknown {
	if (isListType(type)) return [];
	if (typeof type !== 'string') return type.isPointer ? undefined : zeroes(type);
	if (type.startsWith('*')) return undefined;
	if (type === '[]string') return [];
	if (type === 'bool') return false;
	return type === 'string' || type === 'types.JID' ? '' : 0;
}

const zeroes = ({ fields }: StructType): Json =>
	Object.fromEntries(Object.entries(fields).map(([key, type]) => [key, zeroOf(type)]));

/** Go ignores the case of a key, but prefers an exact match. */
function fieldOf({ fields }: StructType, key: string): string | undefined {
	if (Object.hasOwn(fields, key)) return key;
	const lower = key.toLowerCase();
	return Object.keys(fields).find((name) => name.toLowerCase() === lower);
}

const isWhole = (value: unknown) => Number.isInteger(value);

const FITS: Record<string, (value: unknown) => boolean> = {
	string: (value) => typeof value === 'string',
	'types.JID': (value) => typeof value === 'string',
	int32: isWhole,
	int: isWhole,
	float64: (value) => typeof value === 'number',
	bool: (value) => typeof value === 'boolean',
	'*uint32': (value) => isWhole(value) && Number(value) >= 0,
	'*bool': (value) => typeof value === 'boolean',
	'[]string': (value) =>
		Array.isArray(value) && value.every((one) => one === null || typeof one === 'string'),
	'*object': isObject,
};

function decodeField(type: FieldType, value: unknown, path: string): unknown {
	if (value === null) return zeroOf(type);
	const mismatch = () =>
		invalid(
			`json: cannot unmarshal ${jsonTypeOf(value)} into Go struct field ${path} of type ${typeNameOf(type)}`,
		);
	if (typeof type === 'string') {
		if (!FITS[type](value)) throw mismatch();
		if (type === 'types.JID') checkJid(String(value));
		return type === '[]string' ? (value as unknown[]).map((one) => one ?? '') : value;
	}
	if (isListType(type)) {
		if (!Array.isArray(value)) throw mismatch();
		return value.map((one) => decodeField(type[0], one ?? {}, path));
	}
	if (!isObject(value)) throw mismatch();
	return decodeObject(type, value, path);
}

function decodeObject(struct: StructType, value: Json, path = struct.name): Json {
	const body = zeroes(struct);
	for (const [key, entry] of Object.entries(value)) {
		const name = fieldOf(struct, key);
		if (name !== undefined) {
			body[name] = decodeField(struct.fields[name], entry, `${path}.${name}`);
		}
	}
	return body;
}

/** Rejects the few texts that WhatsApp's library can't parse as a JID. Only the part before "@" can be invalid. */
function checkJid(text: string): void {
	const [user] = text.includes('@') ? text.split('@') : [''];
	const count = (character: string) => user.split(character).length - 1;
	if (count('.') > 1) throw invalid('failed to parse JID: unexpected number of dots in JID');
	if (count(':') > 1) throw invalid('failed to parse JID: unexpected number of colons in JID');
}

function parsed(text: string): unknown {
	if (text.trim() === '') throw invalid('EOF');
	try {
		return JSON.parse(text) as unknown;
	} catch {
		const [first] = text.trim();
		if (first === '{' || first === '[') throw invalid('unexpected EOF');
		throw invalid(`invalid character '${first}' looking for beginning of value`);
	}
}

/** `null` becomes a nil pointer, and nearly every handler crashes when it dereferences that. */
export function decode<Struct extends StructType>(text: string, struct: Struct): BodyOf<Struct> {
	const value = parsed(text);
	if (value === null && !struct.isValue) throw panic();
	if (value === null) return zeroes(struct) as BodyOf<Struct>;
	if (!isObject(value)) {
		throw invalid(
			`json: cannot unmarshal ${jsonTypeOf(value)} into Go value of type ${struct.name}`,
		);
	}
	return decodeObject(struct, value) as BodyOf<Struct>;
}
