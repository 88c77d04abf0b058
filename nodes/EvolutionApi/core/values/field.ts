import type { INodeProperties } from 'n8n-workflow';

type DeepReadonly<T> = T extends (infer Element)[]
	? ReadonlyArray<DeepReadonly<Element>>
	: T extends object
		? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
		: T;

/** A field of the editor: an n8n property, made by `fields/fieldKinds.ts`, or a literal (`as const satisfies Field`). */
export type Field = DeepReadonly<INodeProperties> & {
	/** Accepts an expression whose result is empty. */
	readonly mayBeEmpty?: true;
};
