import { z } from 'zod';

import { defineOperation } from '../../nodes/EvolutionApi/table/operation';
import type { Field } from '../../nodes/EvolutionApi/core/values/field';
import { instanceField } from '../../nodes/EvolutionApi/fields/instance';
import { simplify } from '../../nodes/EvolutionApi/fields/reads';

// Operations that the compiler accepts or rejects. Each expected error below must really occur.

const base = { name: 'Op', value: 'op', action: 'Op', description: 'Op' } as const;
const request = { method: 'POST', path: '/route/{instance}', idempotent: true } as const;
const withId = { ...request, path: '/route/{id}/{instance}' } as const;
const text = {
	displayName: 'Text',
	name: 'text',
	type: 'string',
	default: '',
} as const satisfies Field;
const notice = {
	displayName: 'Note',
	name: 'note',
	type: 'notice',
	default: '',
} as const satisfies Field;

export const accepted = defineOperation({
	...base,
	request,
	fields: [instanceField, text, notice, simplify],
	input: z.object({ text: z.string() }),
	example: { text: 'a' },
	body: ({ text: sent }) => ({ sent: sent.toUpperCase() }),
});

// @ts-expect-error a field that has no place in the input
export const fieldWithoutInput = defineOperation({
	...base,
	request,
	fields: [instanceField, text],
	input: z.object({}),
	example: {},
});

// @ts-expect-error an input without a field
export const inputWithoutField = defineOperation({
	...base,
	request,
	fields: [instanceField],
	input: z.object({ text: z.string() }),
	example: { text: 'a' },
});

// @ts-expect-error a route parameter without an input
export const pathWithoutInput = defineOperation({
	...base,
	request: withId,
	fields: [instanceField, text],
	input: z.object({ text: z.string() }),
	example: { text: 'a' },
});

export const exampleThatDoesNotFit = defineOperation({
	...base,
	request,
	fields: [instanceField, text],
	input: z.object({ text: z.string() }),
	// @ts-expect-error a number for an input that is a text
	example: { text: 1 },
});

export const bodyThatDoesNotFit = defineOperation({
	...base,
	request,
	fields: [instanceField, text],
	input: z.object({ text: z.string() }),
	example: { text: 'a' },
	// @ts-expect-error a key that the input does not have
	body: ({ texts }) => ({ texts }),
});

export const methodThatDoesNotExist = defineOperation({
	...base,
	// @ts-expect-error no method of HTTP
	request: { ...request, method: 'SEND' },
	fields: [instanceField, text],
	input: z.object({ text: z.string() }),
	example: { text: 'a' },
});

export const handWritten = defineOperation({
	...base,
	request,
	fields: [instanceField, text],
	input: z.object({ text: z.string() }),
	example: { text: 'a' },
	// @ts-expect-error its own input has no `more`
	body: ({ text: sent, more }: { text: string; more: string }) => ({ sent, more }),
});
